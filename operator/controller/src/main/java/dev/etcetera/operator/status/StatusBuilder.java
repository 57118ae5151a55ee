package dev.etcetera.operator.status;

import dev.etcetera.operator.api.v1alpha1.Condition;
import dev.etcetera.operator.api.v1alpha1.EtcdCluster;
import dev.etcetera.operator.api.v1alpha1.EtcdClusterStatus;
import dev.etcetera.operator.member.MemberHealth;
import dev.etcetera.operator.observe.ObservedCluster;
import dev.etcetera.operator.observe.ObservedMember;
import dev.etcetera.operator.plan.Census;
import dev.etcetera.operator.plan.Finding;
import dev.etcetera.operator.plan.Plan;
import dev.etcetera.operator.plan.Progress;
import dev.etcetera.operator.plan.Step;
import dev.etcetera.operator.resources.Labels;
import dev.etcetera.operator.resources.Names;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Says what is, in the words of the status. Pure: the same look gives the same status. */
public final class StatusBuilder {
    private StatusBuilder() {}

    /** The cluster's status after this look. */
    public static EtcdClusterStatus cluster(ObservedCluster observed, Plan plan) {
        EtcdCluster resource = observed.resource();
        EtcdClusterStatus before = resource.getStatus();
        Long generation = resource.getMetadata().getGeneration();
        Conditions conditions = new Conditions(before == null ? null : before.conditions(), generation, observed.now());
        RecoveryStatus recovery = RecoveryStatus.of(observed, plan);
        Optional<ObservedMember> leader = observed.members().stream()
                .filter(m -> m.health() instanceof MemberHealth.Answering a && a.leads())
                .findFirst();
        String versions = observed.members().stream()
                .flatMap(m -> answer(m).stream())
                .map(MemberHealth.Answering::version)
                .distinct()
                .sorted()
                .collect(Collectors.joining(","));
        return new EtcdClusterStatus(
                generation,
                observed.hibernating() ? observed.serving() : observed.voters(),
                observed.serving(),
                Labels.CLUSTER + "=" + Names.of(resource),
                clusterId(observed, plan, before),
                leader.map(ObservedMember::name).orElse(null),
                versions.isEmpty() ? null : versions,
                Names.clientUrl(resource),
                lastSerial(observed, plan, before),
                settledVersion(observed, plan, before),
                repairs(observed, plan, before),
                recovery.underWay(),
                recovery.count(),
                Stream.concat(
                                Stream.of(
                                        available(observed, conditions),
                                        progressing(observed, plan, conditions),
                                        degraded(plan, conditions)),
                                QuorumStatus.of(observed, conditions, before == null ? null : before.conditions())
                                        .stream())
                        .toList(),
                null,
                plan.space(observed),
                MemberStates.of(observed),
                plan.downgradeTo(observed),
                RestoreMark.of(observed, plan));
    }

    /** The cluster's status after a look that failed: all that was known before, and why. */
    public static EtcdClusterStatus failed(EtcdCluster resource, String why, Instant now) {
        EtcdClusterStatus before = resource.getStatus();
        Long generation = resource.getMetadata().getGeneration();
        List<Condition> conditions = before == null || before.conditions() == null ? List.of() : before.conditions();
        Condition degraded = new Conditions(conditions, generation, now)
                .of(Conditions.DEGRADED, true, "ReconcileFailed", why + "; trying again");
        List<Condition> merged = Stream.concat(
                        conditions.stream().filter(c -> !c.type().equals(Conditions.DEGRADED)), Stream.of(degraded))
                .toList();
        return before == null
                ? new EtcdClusterStatus(
                        generation,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        merged,
                        null,
                        null,
                        null,
                        null,
                        null)
                : before.with(merged, before.tls());
    }

    private static Condition available(ObservedCluster observed, Conditions conditions) {
        if (observed.hibernating()) {
            return conditions.of(
                    Conditions.AVAILABLE,
                    false,
                    ObservedCluster.HIBERNATED,
                    "spec.replicas is 0: no member is meant to serve");
        }
        int all = observed.voters();
        int serving = observed.serving();
        if (all > 0 && serving >= observed.quorum()) {
            return conditions.of(Conditions.AVAILABLE, true, "QuorumServes", serving + " of " + all + " members serve");
        }
        if (!observed.everServed()) {
            return conditions.of(
                    Conditions.AVAILABLE, false, "Bootstrapping", serving + " of " + all + " members serve so far");
        }
        if (observed.waking()) {
            return conditions.of(
                    Conditions.AVAILABLE,
                    false,
                    ObservedCluster.WAKING,
                    serving + " of " + all + " members are back, and " + observed.quorum() + " are needed");
        }
        return conditions.of(
                Conditions.AVAILABLE,
                false,
                "QuorumLost",
                serving + " of " + all + " members serve and " + observed.quorum()
                        + " are needed: nothing is deleted"
                        + (Census.of(observed).lostForGood()
                                ? "; see QuorumLost"
                                : ", the cluster comes back with its members"));
    }

    private static Condition progressing(ObservedCluster observed, Plan plan, Conditions conditions) {
        Optional<Progress> stalled = plan.progress().filter(p -> p.reason().stalled());
        if (stalled.isPresent()) {
            return conditions.of(
                    Conditions.PROGRESSING,
                    false,
                    stalled.get().reason().word(),
                    stalled.get().message());
        }
        if (plan.refuses() && plan.progress().isEmpty()) {
            return conditions.of(
                    Conditions.PROGRESSING,
                    false,
                    Finding.Reason.NOT_SUPPORTED.word(),
                    plan.findings().stream()
                                    .filter(f -> f.reason() == Finding.Reason.NOT_SUPPORTED)
                                    .map(Finding::message)
                                    .collect(Collectors.joining(". "))
                            + ". The cluster goes on as it is.");
        }
        if (!observed.everServed() && observed.restore().isEmpty()) {
            return conditions.of(
                    Conditions.PROGRESSING, true, "Bootstrapping", "the cluster is being formed for the first time");
        }
        if (plan.progress().isPresent()) {
            Progress progress = plan.progress().get();
            return conditions.of(Conditions.PROGRESSING, true, progress.reason().word(), progress.message());
        }
        if (observed.serving() < observed.voters() || observed.members().isEmpty()) {
            return conditions.of(Conditions.PROGRESSING, true, "Repairing", "not all members serve; see Degraded");
        }
        return conditions.of(Conditions.PROGRESSING, false, "Settled", "the cluster is as its spec wants it");
    }

    private static Condition degraded(Plan plan, Conditions conditions) {
        List<Finding> troubles = plan.troubles();
        return troubles.isEmpty()
                ? conditions.of(Conditions.DEGRADED, false, "NothingFound", "nothing is wrong")
                : conditions.of(
                        Conditions.DEGRADED,
                        true,
                        troubles.getFirst().reason().word(),
                        troubles.stream().map(Finding::message).collect(Collectors.joining(". ")) + ".");
    }

    /** Set once, when the cluster first serves, and never changed but by a restore in place. */
    private static @Nullable String clusterId(ObservedCluster observed, Plan plan, @Nullable EtcdClusterStatus before) {
        for (Step step : plan.steps()) {
            if (step instanceof Step.AdvanceRestore(EtcdClusterStatus.Restore mark)
                    && mark.stage() == EtcdClusterStatus.RestoreStage.GROWING) {
                return null;
            }
            if (step instanceof Step.EndRestore(EtcdClusterStatus.Restore mark, boolean reverted) && reverted) {
                return mark.clusterId();
            }
        }
        if (before != null && before.clusterId() != null) {
            return before.clusterId();
        }
        return observed.members().stream()
                .filter(m -> m.health().serving())
                .flatMap(m -> answer(m).stream())
                .findFirst()
                .map(a -> Long.toHexString(a.clusterId()))
                .orElse(null);
    }

    private static @Nullable Integer lastSerial(
            ObservedCluster observed, Plan plan, @Nullable EtcdClusterStatus before) {
        Stream<Integer> known = Stream.concat(observed.members().stream(), observed.aside().stream())
                .map(ObservedMember::serial);
        Stream<Integer> planned = plan.steps().stream().flatMap(s -> switch (s) {
            case Step.CreateMembers create -> create.serials().stream();
            case Step.CreateJoiner create -> Stream.of(create.member().getSpec().serial());
            case Step.BeginRestore begin ->
                Stream.of(Names.serialOf(observed.resource(), begin.mark().seed()));
            default -> Stream.empty();
        });
        int last = before == null || before.lastSerial() == null ? 0 : before.lastSerial();
        int highest =
                Stream.concat(known, planned).mapToInt(Integer::intValue).max().orElse(0);
        return Math.max(last, highest) == 0 ? null : Integer.valueOf(Math.max(last, highest));
    }

    /** Moves when nothing is left to do: then every member is as the spec wants it. */
    private static @Nullable String settledVersion(
            ObservedCluster observed, Plan plan, @Nullable EtcdClusterStatus before) {
        boolean settled =
                plan.progress().isEmpty() && observed.serving() > 0 && observed.serving() == observed.voters();
        if (settled) {
            return observed.resource().getSpec().version();
        }
        return before == null ? null : before.settledVersion();
    }

    private static EtcdClusterStatus.@Nullable Repairs repairs(
            ObservedCluster observed, Plan plan, @Nullable EtcdClusterStatus before) {
        return plan.repairs(observed).orElse(before == null ? null : before.repairs());
    }

    private static Optional<MemberHealth.Answering> answer(ObservedMember member) {
        return member.health() instanceof MemberHealth.Answering a ? Optional.of(a) : Optional.empty();
    }
}
