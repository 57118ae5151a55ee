package dev.etcetera.operator.simulation;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etcetera.operator.api.v1alpha1.EtcdCluster;
import dev.etcetera.operator.api.v1alpha1.EtcdClusterStatus;
import dev.etcetera.operator.member.MemberHealth;
import dev.etcetera.operator.member.Membership;
import dev.etcetera.operator.member.StoreSize;
import dev.etcetera.operator.observe.ObservedCluster;
import dev.etcetera.operator.observe.ObservedMember;
import dev.etcetera.operator.plan.ClusterPlanner;
import dev.etcetera.operator.plan.Clusters;
import dev.etcetera.operator.plan.Plan;
import dev.etcetera.operator.plan.Step;
import dev.etcetera.operator.resources.Images;
import dev.etcetera.operator.resources.Names;
import dev.etcetera.operator.resources.Template;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Planners with one fault each: the simulation is worth something only if it finds every one of them. */
class WrongPlannersTest {
    private static final int SEEDS = 400;

    private static final ClusterPlanner RIGHT = new ClusterPlanner(new Images("etcetera/store"));

    static Stream<Arguments> planners() {
        return Stream.of(
                wrong("takes whoever is silent for well", seeing(WrongPlannersTest::allWell), " well|it is up"),
                wrong("stops the leader instead of moving the lead", doing(WrongPlannersTest::stopsTheLeader), "leads"),
                wrong("forgets which serials were given", seeing(WrongPlannersTest::forgetful), "is new"),
                wrong(
                        "deletes a volume before the member is gone",
                        doing(WrongPlannersTest::hasty),
                        "is no member any more"),
                wrong("never makes a new member", doing(without(Step.CreateJoiner.class)), "at last"),
                wrong("never takes the alarm back", doing(without(Step.DisarmCorrupt.class)), "at last"),
                wrong("does not look whether there is room", seeing(WrongPlannersTest::roomy), "there is room"),
                wrong("has the leader make room first", doing(WrongPlannersTest::leaderFirst), "the leader last"),
                wrong("never takes the alarm NOSPACE back", doing(without(Step.DisarmNoSpace.class)), "at last"),
                wrong("stops the leader first", doing(WrongPlannersTest::stopsAll), "the leader stops last"),
                wrong("grows all volumes at once", doing(WrongPlannersTest::growsAll), "one at a time"),
                wrong("never stops anybody", doing(without(Step.StopPod.class)), "all are stopped, at last"),
                wrong("never changes anybody", doing(without(Step.RollPod.class)), "at last"),
                wrong(
                        "prepares nothing for an older etcd",
                        seeing(WrongPlannersTest::carefree),
                        "the cluster is no newer"),
                wrong("rolls past the budget", doing(WrongPlannersTest::pastTheBudget), "asks the budget"),
                wrong("acts while paused", seeing(WrongPlannersTest::unpaused), "paused"),
                wrong("forces while others may still run", doing(WrongPlannersTest::hastyForce), "no other Pod"),
                wrong(
                        "adds members before the flag is gone",
                        doing(WrongPlannersTest::keepsForcing),
                        "force-new-cluster"),
                wrong("recovers though there is a quorum", seeing(WrongPlannersTest::nearlyBlind), "there is a quorum"),
                wrong("never comes back to life", doing(without(Step.Release.class)), "at last"),
                wrong("does what is done already again and again", doing(WrongPlannersTest::restless), "at last"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("planners")
    void isFound(String fault, Function<ObservedCluster, Plan> planner, String by) {
        assertThatThrownBy(() -> {
                    for (int seed = 0; seed < SEEDS; seed++) {
                        new Life(seed, planner).run();
                    }
                })
                .as(fault)
                .isInstanceOf(AssertionError.class)
                .message()
                .containsAnyOf(by.split("\\|"));
    }

    @Test
    void oneThatDoesNotWaitForItsTurnIsFound() {
        assertThatThrownBy(() -> {
                    for (int seed = 0; seed < SEEDS; seed++) {
                        Life.amongOthers(seed, (observed, _) -> RIGHT.plan(observed, true))
                                .run();
                    }
                })
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("it is its turn");
    }

    private static Arguments wrong(String fault, Function<ObservedCluster, Plan> planner, String by) {
        return Arguments.of(fault, planner, by);
    }

    private static Function<ObservedCluster, Plan> seeing(UnaryOperator<ObservedCluster> eyes) {
        return observed -> RIGHT.plan(eyes.apply(observed));
    }

    private interface Hands {
        List<Step> of(List<Step> steps, ObservedCluster observed);
    }

    private static Function<ObservedCluster, Plan> doing(Hands hands) {
        return observed -> {
            Plan plan = RIGHT.plan(observed);
            return new Plan(hands.of(plan.steps(), observed), plan.findings(), plan.progress(), plan.recheck());
        };
    }

    private static Hands without(Class<? extends Step> kind) {
        return (steps, _) -> steps.stream().filter(s -> !kind.isInstance(s)).toList();
    }

    private static ObservedCluster allWell(ObservedCluster observed) {
        long leader = observed.members().stream()
                .map(ObservedMember::health)
                .mapToLong(h -> h instanceof MemberHealth.Answering a ? a.leaderId() : 0)
                .max()
                .orElse(0);
        List<ObservedMember> members = observed.members().stream()
                .map(m -> m.health().serving() ? m : well(m, observed, leader))
                .toList();
        return with(observed, observed.resource(), members);
    }

    private static ObservedCluster roomy(ObservedCluster observed) {
        List<ObservedMember> members = observed.members().stream()
                .map(m -> m.health() instanceof MemberHealth.Answering a
                        ? new ObservedMember(
                                m.resource(),
                                m.pod(),
                                m.claim(),
                                new MemberHealth.Answering(
                                        a.clusterId(),
                                        a.memberId(),
                                        a.leaderId(),
                                        a.appliedIndex(),
                                        a.version(),
                                        a.learner(),
                                        a.errors(),
                                        a.raftTerm(),
                                        a.committedIndex(),
                                        StoreSize.UNKNOWN,
                                        a.database()))
                        : m)
                .toList();
        return with(observed, observed.resource(), members);
    }

    private static List<Step> leaderFirst(List<Step> steps, ObservedCluster observed) {
        return steps.stream()
                .map(s -> s instanceof Step.ReclaimSpace reclaim
                        ? observed.members().stream()
                                .flatMap(m -> m.health() instanceof MemberHealth.Answering a && a.leads()
                                        ? Stream.of(a.memberId())
                                        : Stream.of())
                                .<Step>map(id -> new Step.ReclaimSpace(reclaim.leader(), reclaim.name(), id))
                                .findFirst()
                                .orElse(s)
                        : s)
                .toList();
    }

    private static ObservedMember well(ObservedMember member, ObservedCluster observed, long leader) {
        return observed.listed(member)
                .map(l -> new ObservedMember(
                        member.resource(),
                        Optional.of(Clusters.pod(member.serial())),
                        member.claim(),
                        new MemberHealth.Answering(
                                Clusters.CLUSTER_ID,
                                l.memberId(),
                                leader,
                                1L << 40,
                                "3.7.3",
                                l.learner(),
                                List.of(),
                                1,
                                1L << 40,
                                StoreSize.UNKNOWN,
                                MemberHealth.Database.UNKNOWN)))
                .orElse(member);
    }

    /** Takes the cluster for prepared for whatever comes. */
    private static ObservedCluster carefree(ObservedCluster observed) {
        return with(
                observed,
                observed.resource(),
                observed.members().stream()
                        .map(m -> m.health() instanceof MemberHealth.Answering a
                                ? new ObservedMember(
                                        m.resource(),
                                        m.pod(),
                                        m.claim(),
                                        a.with(new MemberHealth.Database("3.6.0", "")))
                                : m)
                        .toList());
    }

    private static ObservedCluster forgetful(ObservedCluster observed) {
        EtcdClusterStatus s = observed.resource().getStatus();
        if (s != null) {
            Integer highest = observed.members().isEmpty()
                    ? null
                    : observed.members().getLast().serial();
            observed.resource()
                    .setStatus(new EtcdClusterStatus(
                            s.observedGeneration(),
                            s.replicas(),
                            s.readyReplicas(),
                            s.selector(),
                            s.clusterId(),
                            s.leader(),
                            s.version(),
                            s.clientEndpoint(),
                            highest,
                            s.settledVersion(),
                            s.repairs(),
                            s.recovery(),
                            s.recoveryCount(),
                            s.conditions(),
                            s.tls(),
                            s.space(),
                            s.members()));
        }
        return observed;
    }

    private static List<Step> stopsTheLeader(List<Step> steps, ObservedCluster observed) {
        return steps.stream()
                .map(s -> s instanceof Step.MoveLeader move
                        ? observed.members().stream()
                                .filter(m -> m.name().equals(move.from()))
                                .flatMap(m -> m.pod().stream())
                                .<Step>map(p -> new Step.RollPod("default", p.name(), p.uid(), true))
                                .findFirst()
                                .orElse(s)
                        : s)
                .toList();
    }

    private static List<Step> stopsAll(List<Step> steps, ObservedCluster observed) {
        return steps.stream().noneMatch(Step.StopPod.class::isInstance)
                ? steps
                : observed.members().stream()
                        .flatMap(m -> m.pod().stream())
                        .<Step>map(p -> new Step.StopPod("default", p.name(), p.uid()))
                        .toList();
    }

    private static List<Step> pastTheBudget(List<Step> steps, ObservedCluster observed) {
        return steps.stream()
                .map(s -> s instanceof Step.RollPod roll
                        ? new Step.RollPod(roll.namespace(), roll.name(), roll.uid(), false)
                        : s)
                .toList();
    }

    private static List<Step> growsAll(List<Step> steps, ObservedCluster observed) {
        return steps.stream().noneMatch(Step.GrowVolume.class::isInstance)
                ? steps
                : observed.members().stream()
                        .<Step>map(m -> new Step.GrowVolume(Template.of(m.resource())
                                .applyTo(
                                        m.resource(),
                                        observed.resource().getSpec().storage().size())))
                        .toList();
    }

    private static List<Step> hasty(List<Step> steps, ObservedCluster observed) {
        List<Step> all = new ArrayList<>(steps);
        steps.stream()
                .filter(Step.Replace.class::isInstance)
                .map(Step.Replace.class::cast)
                .forEach(r -> all.add(new Step.DeleteVolume("default", Names.claim(r.member()))));
        return all;
    }

    private static List<Step> hastyForce(List<Step> steps, ObservedCluster observed) {
        boolean waits = steps.stream().anyMatch(Step.StopGivenUp.class::isInstance);
        return observed.recovery()
                .filter(_ -> waits)
                .flatMap(mark -> observed.members().stream()
                        .filter(m -> m.name().equals(mark.survivor()))
                        .findFirst()
                        .map(m -> List.<Step>of(new Step.Force(m.resource(), mark.uid()))))
                .orElse(steps);
    }

    private static List<Step> keepsForcing(List<Step> steps, ObservedCluster observed) {
        return steps.stream()
                .<Step>map(s -> s instanceof Step.Release
                        ? new Step.GrowAgain(observed.recovery().orElseThrow())
                        : s)
                .toList();
    }

    /** Where somebody asks for a recovery, it sees but one member, and takes the others for lost. */
    private static ObservedCluster nearlyBlind(ObservedCluster observed) {
        if (observed.recoveries().isEmpty() || observed.members().isEmpty()) {
            return observed;
        }
        ObservedMember seen = observed.members().getFirst();
        List<ObservedMember> members = observed.members().stream()
                .map(m -> m.serial() == seen.serial()
                        ? m
                        : new ObservedMember(
                                m.resource(),
                                Optional.empty(),
                                Optional.empty(),
                                new MemberHealth.Silent("is not seen")))
                .toList();
        return new ObservedCluster(
                observed.resource(),
                members,
                observed.pods(),
                observed.claims(),
                observed.taken(),
                observed.membership().map(list -> new Membership(list.members(), false)),
                observed.now(),
                observed.recoveries());
    }

    private static List<Step> restless(List<Step> steps, ObservedCluster observed) {
        List<Step> all = new ArrayList<>(steps);
        observed.members().stream()
                .filter(ObservedMember::everAnswered)
                .findFirst()
                .ifPresent(m -> all.add(new Step.ChangeMember(m.resource())));
        return all;
    }

    private static ObservedCluster unpaused(ObservedCluster observed) {
        EtcdCluster cluster = new EtcdCluster();
        cluster.setMetadata(new ObjectMetaBuilder(observed.resource().getMetadata())
                .withAnnotations(Map.of())
                .build());
        cluster.setSpec(observed.resource().getSpec());
        cluster.setStatus(observed.resource().getStatus());
        return with(observed, cluster, observed.members());
    }

    private static ObservedCluster with(ObservedCluster observed, EtcdCluster cluster, List<ObservedMember> members) {
        return new ObservedCluster(
                cluster,
                members,
                observed.pods(),
                observed.claims(),
                observed.taken(),
                observed.membership(),
                observed.now(),
                observed.recoveries());
    }
}
