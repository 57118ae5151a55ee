package dev.etcetera.operator.plan;

import dev.etcetera.operator.api.v1alpha1.BootstrapSpec;
import dev.etcetera.operator.api.v1alpha1.EtcdCluster;
import dev.etcetera.operator.api.v1alpha1.EtcdClusterStatus;
import dev.etcetera.operator.api.v1alpha1.EtcdMemberSpec.InitialMember;
import dev.etcetera.operator.observe.ObservedCluster;
import dev.etcetera.operator.observe.ObservedMember;
import dev.etcetera.operator.observe.PodView;
import dev.etcetera.operator.plan.Finding.Reason;
import dev.etcetera.operator.resources.Annotations;
import dev.etcetera.operator.resources.Images;
import dev.etcetera.operator.resources.MemberObjects;
import dev.etcetera.operator.resources.Names;
import dev.etcetera.operator.resources.Template;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Decides what to do for a living cluster: pure, and total over everything that can be observed.
 *
 * <p>The ladder, highest rung first: a restore in place; hibernation; names that others hold; the members of a new cluster; their volumes; their Pods;
 * Pods that ended; then one change ({@link Ladder}). Nothing at all while the cluster is paused. A volume is made only once in a member's life and only when all members of the bootstrap list
 * exist, because a member that lost its disk must never vote again under its old id.
 */
public final class ClusterPlanner {
    private static final Duration FORMING = Duration.ofSeconds(1);
    private static final Duration REPAIRING = Duration.ofSeconds(3);
    private static final Duration SCALING = Duration.ofMillis(500);
    private static final Duration WAITING = Duration.ofSeconds(10);
    private static final Duration PAUSED = Duration.ofSeconds(5);
    private static final Duration SETTLED = Duration.ofSeconds(30);
    private static final Progress PAUSE = new Progress(
            Progress.Reason.PAUSED, "nothing is changed until the annotation " + Annotations.PAUSED + " is taken away");

    private final Images images;

    public ClusterPlanner(Images images) {
        this.images = images;
    }

    /** The plan for what was observed, where no other cluster has to be waited for. */
    public Plan plan(ObservedCluster observed) {
        return plan(observed, true);
    }

    /** How far the change is that the operator itself asks for. */
    public Rollout rollout(ObservedCluster observed) {
        return new Rolling(observed, wanted(observed)).rollout();
    }

    private Template wanted(ObservedCluster observed) {
        return Template.wanted(observed.resource().getSpec(), images);
    }

    /**
     * The plan for what was observed.
     *
     * @param turn whether a change that the operator itself asks for may begin here now
     */
    public Plan plan(ObservedCluster observed, boolean turn) {
        List<Finding> findings = new ArrayList<>();
        for (String name : observed.taken()) {
            findings.add(new Finding(
                    Reason.NAME_TAKEN,
                    name + " exists and does not belong to this cluster: it is left alone, and the cluster waits for"
                            + " the name"));
        }
        Restores restores = new Restores(observed, images);
        Optional<Move> instead = restores.instead();
        Move change = instead.orElseGet(() -> observed.hibernating()
                ? new Hibernation(observed).plan()
                : Ladder.plan(observed, wanted(observed), turn));
        findings.addAll(change.findings());
        List<Step> steps = new ArrayList<>(instead.map(Move::steps).orElseGet(() -> steps(observed, change, findings)));
        Recoveries recoveries = new Recoveries(observed);
        steps.addAll(instead.isPresent() ? recoveries.admission() : recoveries.beside(change));
        steps.addAll(restores.beside(steps));
        steps.addAll(new Precaution(observed).expired());
        findings.addAll(new HealthCheck(observed).findings());
        findings.addAll(new SupportCheck().findings(observed));
        Plan plan = observed.paused()
                ? new Plan(List.of(), findings, Optional.of(PAUSE), PAUSED)
                : new Plan(steps, findings, change.progress().or(restores::progress), FORMING);
        return new Plan(plan.steps(), plan.findings(), plan.progress(), recheck(observed, plan));
    }

    private List<Step> steps(ObservedCluster observed, Move change, List<Finding> findings) {
        if (observed.hibernating()) {
            return change.steps();
        }
        return observed.members().isEmpty() ? birth(observed, findings) : life(observed, change, findings);
    }

    private List<Step> birth(ObservedCluster observed, List<Finding> findings) {
        if (observed.everServed()) {
            findings.add(new Finding(
                    Reason.MEMBERS_LOST,
                    "all EtcdMembers are gone; no new cluster is formed in their place, and the volumes are kept"));
            return List.of();
        }
        if (!observed.taken().isEmpty()) {
            return List.of();
        }
        EtcdCluster cluster = observed.resource();
        // What a backup has goes into one member only: the others get it from there.
        int count = restores(cluster) ? 1 : cluster.getSpec().replicas();
        int first = lastSerial(cluster) + 1;
        return List.of(
                new Step.ApplyClusterObjects(count),
                new Step.CreateMembers(
                        IntStream.range(first, first + count).boxed().toList(),
                        MemberObjects.initialCluster(cluster, first, count)));
    }

    private static boolean restores(EtcdCluster cluster) {
        BootstrapSpec bootstrap = cluster.getSpec().bootstrap();
        return bootstrap != null && bootstrap.restore() != null;
    }

    private List<Step> life(ObservedCluster observed, Move change, List<Finding> findings) {
        List<Step> steps = new ArrayList<>();
        if (observed.taken().isEmpty()) {
            steps.add(new Step.ApplyClusterObjects(voters(observed, change)));
        }
        List<Integer> missing = observed.everServed() ? List.of() : missing(observed);
        if (!missing.isEmpty() && observed.members().stream().noneMatch(ObservedMember::hadVolume)) {
            steps.add(new Step.CreateMembers(missing, initialCluster(observed)));
            return steps;
        }
        for (int serial : missing) {
            findings.add(
                    new Finding(
                            Reason.MEMBERS_LOST,
                            "EtcdMember " + Names.member(observed.resource(), serial)
                                    + " is gone before the cluster was formed; its volume is kept. Delete the EtcdCluster and make it again"));
        }
        boolean replacing = false;
        for (ObservedMember member : mayRun(observed)) {
            MemberPlan plan = MemberPlan.of(member, observed);
            findings.addAll(plan.findings());
            for (Step step : plan.steps()) {
                if (!step.disruptive() || !replacing) {
                    steps.add(step);
                    replacing |= step.disruptive();
                }
            }
        }
        steps.addAll(replacing ? notDisruptive(change.steps()) : change.steps());
        return steps;
    }

    private static List<Step> notDisruptive(List<Step> steps) {
        return steps.stream().filter(s -> !s.disruptive()).toList();
    }

    /** While a cluster of one is made, nobody but the survivor may run. */
    private static List<ObservedMember> mayRun(ObservedCluster observed) {
        Optional<EtcdClusterStatus.Recovery> forcing =
                observed.recovery().filter(r -> r.stage() == EtcdClusterStatus.Stage.FORCING);
        return forcing.isEmpty()
                ? observed.members()
                : observed.members().stream()
                        .filter(m -> m.name().equals(forcing.get().survivor()))
                        .toList();
    }

    /** What the disruption budget counts: a vote that is about to be given already. */
    private static int voters(ObservedCluster observed, Move change) {
        boolean promotes = change.steps().stream().anyMatch(Step.PromoteLearner.class::isInstance);
        return observed.voters() + (promotes ? 1 : 0);
    }

    private static List<InitialMember> initialCluster(ObservedCluster observed) {
        return observed.members().getFirst().resource().getSpec().initialCluster();
    }

    /** Serials on the bootstrap list that no EtcdMember has. */
    private static List<Integer> missing(ObservedCluster observed) {
        Set<String> present =
                observed.members().stream().map(ObservedMember::name).collect(Collectors.toSet());
        String prefix = Names.of(observed.resource()) + "-";
        return initialCluster(observed).stream()
                .map(InitialMember::name)
                .filter(name -> !present.contains(name))
                .map(name -> Integer.valueOf(name.substring(prefix.length())))
                .toList();
    }

    private static int lastSerial(EtcdCluster cluster) {
        EtcdClusterStatus status = cluster.getStatus();
        Integer last = status == null ? null : status.lastSerial();
        return last == null ? 0 : last;
    }

    private static Duration recheck(ObservedCluster observed, Plan plan) {
        boolean whole = !observed.members().isEmpty() && observed.serving() == observed.voters();
        if (whole && plan.troubles().isEmpty() && plan.progress().isEmpty()) {
            return SETTLED;
        }
        if (observed.paused()) {
            return PAUSED;
        }
        if (plan.progress().isPresent()) {
            return pace(plan.progress().get().reason());
        }
        boolean forming = !observed.everServed()
                || plan.steps().stream().anyMatch(s -> !(s instanceof Step.ApplyClusterObjects))
                || observed.members().stream()
                        .anyMatch(m -> m.pod().map(PodView::terminating).orElse(true));
        return forming ? FORMING : REPAIRING;
    }

    private static Duration pace(Progress.Reason reason) {
        return switch (reason) {
            case HIBERNATED -> SETTLED;
            case WAITING_FOR_TURN -> WAITING;
            default -> reason.stalled() ? REPAIRING : SCALING;
        };
    }
}
