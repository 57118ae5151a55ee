package dev.etcetera.operator.simulation;

import dev.etcetera.operator.api.v1alpha1.EtcdCluster;
import dev.etcetera.operator.api.v1alpha1.EtcdClusterStatus;
import dev.etcetera.operator.api.v1alpha1.EtcdMember;
import dev.etcetera.operator.member.MemberHealth;
import dev.etcetera.operator.member.Membership;
import dev.etcetera.operator.member.StoreSize;
import dev.etcetera.operator.observe.ObservedCluster;
import dev.etcetera.operator.observe.ObservedMember;
import dev.etcetera.operator.plan.Clusters;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What planners see who see amiss. */
final class WrongEyes {
    private WrongEyes() {}

    static ObservedCluster allWell(ObservedCluster observed) {
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

    static ObservedCluster roomy(ObservedCluster observed) {
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

    static ObservedMember well(ObservedMember member, ObservedCluster observed, long leader) {
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
    static ObservedCluster carefree(ObservedCluster observed) {
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

    static ObservedCluster forgetful(ObservedCluster observed) {
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
                            s.members(),
                            s.downgradeTo(),
                            s.restore()));
        }
        return observed;
    }

    /** Where somebody asks for a recovery, it sees but one member, and takes the others for lost. */
    static ObservedCluster nearlyBlind(ObservedCluster observed) {
        if (observed.asked().recoveries().isEmpty() || observed.members().isEmpty()) {
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
                observed.aside(),
                observed.pods(),
                observed.claims(),
                observed.taken(),
                observed.membership().map(list -> new Membership(list.members(), false)),
                observed.now(),
                observed.asked());
    }

    static ObservedCluster unpaused(ObservedCluster observed) {
        EtcdCluster cluster = new EtcdCluster();
        cluster.setMetadata(new ObjectMetaBuilder(observed.resource().getMetadata())
                .withAnnotations(Map.of())
                .build());
        cluster.setSpec(observed.resource().getSpec());
        cluster.setStatus(observed.resource().getStatus());
        return with(observed, cluster, observed.members());
    }

    static ObservedCluster with(ObservedCluster observed, EtcdCluster cluster, List<ObservedMember> members) {
        return new ObservedCluster(
                cluster,
                members,
                observed.aside(),
                observed.pods(),
                observed.claims(),
                observed.taken(),
                observed.membership(),
                observed.now(),
                observed.asked());
    }

    /** Sees that nobody was set aside. */
    static ObservedCluster forgetsAsides(ObservedCluster observed) {
        return with(
                observed,
                observed.resource(),
                observed.members().stream()
                        .map(m -> m.setAside() ? new ObservedMember(free(m), m.pod(), m.claim(), m.health()) : m)
                        .toList());
    }

    private static EtcdMember free(ObservedMember member) {
        EtcdMember free = new EtcdMember();
        free.setMetadata(member.resource().getMetadata());
        free.setSpec(ModelRecovery.with(
                member.resource().getSpec(), member.resource().getSpec().leaving(), null));
        free.setStatus(member.resource().getStatus());
        return free;
    }
}
