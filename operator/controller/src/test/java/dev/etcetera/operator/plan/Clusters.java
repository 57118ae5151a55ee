package dev.etcetera.operator.plan;

import dev.etcetera.operator.api.v1alpha1.BootstrapSpec;
import dev.etcetera.operator.api.v1alpha1.Condition;
import dev.etcetera.operator.api.v1alpha1.EtcdCluster;
import dev.etcetera.operator.api.v1alpha1.EtcdClusterSpec;
import dev.etcetera.operator.api.v1alpha1.EtcdClusterStatus;
import dev.etcetera.operator.api.v1alpha1.EtcdMember;
import dev.etcetera.operator.api.v1alpha1.EtcdMemberStatus;
import dev.etcetera.operator.api.v1alpha1.RestoreSource;
import dev.etcetera.operator.api.v1alpha1.RetentionPolicy;
import dev.etcetera.operator.api.v1alpha1.StorageSpec;
import dev.etcetera.operator.member.LiveMember;
import dev.etcetera.operator.member.MemberHealth;
import dev.etcetera.operator.member.Membership;
import dev.etcetera.operator.member.StoreSize;
import dev.etcetera.operator.observe.Asked;
import dev.etcetera.operator.observe.ClaimView;
import dev.etcetera.operator.observe.ObservedCluster;
import dev.etcetera.operator.observe.ObservedMember;
import dev.etcetera.operator.observe.PodView;
import dev.etcetera.operator.observe.VolumeSize;
import dev.etcetera.operator.resources.MemberObjects;
import dev.etcetera.operator.resources.Names;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Clusters to plan for: a healthy one of three, and the parts to make others from. */
public final class Clusters {
    public static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    public static final String IMAGE = "etcetera/store:0.1.0";
    /** One that etcd writes with fifteen digits. The status has it as an operator of before wrote it, with sixteen. */
    public static final long CLUSTER_ID = 0x0df818194e3a8c32L;

    private Clusters() {}

    /** The spec of a cluster of so many members. */
    public static EtcdClusterSpec spec(int replicas) {
        return new EtcdClusterSpec(replicas, "0.1.0", null, storage("1Gi"), null, null, null, null, null, null, null);
    }

    /** The same that begins with what a backup has. */
    public static EtcdClusterSpec restored(EtcdClusterSpec s) {
        RestoreSource source = new RestoreSource("now", null, null, null, null, null, null);
        return new EtcdClusterSpec(
                s.replicas(),
                s.version(),
                s.image(),
                s.storage(),
                s.resources(),
                s.pod(),
                s.options(),
                s.tls(),
                s.downgrade(),
                new BootstrapSpec(source),
                s.backup());
    }

    public static StorageSpec storage(String size) {
        return new StorageSpec(size, null, RetentionPolicy.RETAIN);
    }

    /** The EtcdCluster demo. */
    public static EtcdCluster cluster(EtcdClusterSpec spec, boolean everServed) {
        EtcdCluster cluster = new EtcdCluster();
        cluster.setMetadata(new ObjectMetaBuilder()
                .withName("demo")
                .withNamespace("default")
                .withUid("11111111-2222-3333-4444-555555555555")
                .withGeneration(1L)
                .build());
        cluster.setSpec(spec);
        if (everServed) {
            cluster.setStatus(new EtcdClusterStatus(
                    1L,
                    3,
                    3,
                    "etcetera.dev/cluster=demo",
                    "0df818194e3a8c32",
                    null,
                    null,
                    null,
                    3,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null));
        }
        return cluster;
    }

    /** EtcdMember demo-serial as the operator wrote it at bootstrap. */
    public static EtcdMember member(int serial, int of, @Nullable EtcdMemberStatus status) {
        EtcdCluster cluster = cluster(spec(of), false);
        EtcdMember member = MemberObjects.member(
                cluster, serial, MemberObjects.initialCluster(cluster, 1, of), IMAGE, Optional.empty());
        member.getMetadata().setUid("0000000" + serial + "-aaaa-bbbb-cccc-dddddddddddd");
        member.getMetadata().setGeneration(1L);
        member.setStatus(status);
        return member;
    }

    /** The status of a member that has its volume and, if it ever answered, its id. */
    public static EtcdMemberStatus status(@Nullable String memberId) {
        return new EtcdMemberStatus(null, null, null, memberId, "data", null, null, null, null);
    }

    public static PodView pod(int serial) {
        return new PodView(
                "demo-" + serial,
                "pod-" + serial,
                true,
                Optional.of("198.18.0." + serial),
                Optional.of("n1"),
                false,
                Optional.of(NOW),
                Optional.empty(),
                0,
                Optional.empty(),
                true,
                PodView.Made.AS_TOLD,
                Optional.empty(),
                0,
                Optional.empty());
    }

    public static PodView endedPod(int serial) {
        return endedPod(serial, NOW.minusSeconds(60));
    }

    public static PodView endedPod(int serial, Instant createdAt) {
        PodView p = pod(serial);
        return new PodView(
                p.name(),
                p.uid(),
                true,
                Optional.empty(),
                Optional.empty(),
                true,
                Optional.of(createdAt),
                Optional.empty(),
                0,
                Optional.empty(),
                false,
                PodView.Made.AS_TOLD,
                Optional.empty(),
                0,
                Optional.empty());
    }

    /** A Pod that does not come up; its process may have said why. */
    public static PodView stuckPod(int serial, String trouble, String... lastWords) {
        PodView p = pod(serial);
        return new PodView(
                p.name(),
                p.uid(),
                true,
                p.address(),
                p.node(),
                false,
                p.createdAt(),
                Optional.empty(),
                7,
                Optional.of(trouble),
                false,
                PodView.Made.AS_TOLD,
                Stream.of(lastWords).findFirst(),
                0,
                Optional.empty());
    }

    /** One whose kubelet was told that its volume has so much now. */
    public static PodView told(int serial, long bytes) {
        PodView p = pod(serial);
        return new PodView(
                p.name(),
                p.uid(),
                true,
                p.address(),
                p.node(),
                false,
                p.createdAt(),
                Optional.empty(),
                0,
                Optional.empty(),
                true,
                PodView.Made.AS_TOLD,
                Optional.empty(),
                bytes,
                Optional.empty());
    }

    public static PodView dyingPod(int serial, Instant deletedAt) {
        PodView p = pod(serial);
        return new PodView(
                p.name(),
                p.uid(),
                true,
                p.address(),
                p.node(),
                false,
                p.createdAt(),
                Optional.of(deletedAt),
                0,
                Optional.empty(),
                false,
                PodView.Made.AS_TOLD,
                Optional.empty(),
                0,
                Optional.empty());
    }

    /** Made at another time, ready or not, and as its member says or as another release of the operator makes it. */
    public static PodView podOf(int serial, Instant createdAt, boolean ready, boolean asTold) {
        return podOf(serial, createdAt, ready, asTold ? PodView.Made.AS_TOLD : PodView.Made.BY_ANOTHER_RELEASE);
    }

    public static PodView podOf(int serial, Instant createdAt, boolean ready, PodView.Made made) {
        PodView p = pod(serial);
        return new PodView(
                p.name(),
                p.uid(),
                true,
                p.address(),
                p.node(),
                false,
                Optional.of(createdAt),
                Optional.empty(),
                0,
                Optional.empty(),
                ready,
                made,
                Optional.empty(),
                0,
                Optional.empty());
    }

    public static ClaimView claim(EtcdMember member) {
        return new ClaimView(Names.claim(member), true, false, Optional.empty(), VolumeSize.UNKNOWN);
    }

    public static MemberHealth serving(int serial, int leader) {
        return new MemberHealth.Answering(
                CLUSTER_ID,
                serial,
                leader,
                1_000,
                "3.7.3",
                false,
                List.of(),
                1,
                1_000,
                StoreSize.UNKNOWN,
                MemberHealth.Database.UNKNOWN);
    }

    static ClaimView sized(EtcdMember member, VolumeSize size) {
        return new ClaimView(Names.claim(member), true, false, Optional.empty(), size);
    }

    /** The same answer with other errors and sizes. */
    static MemberHealth.Answering answer(MemberHealth.Answering a, List<String> errors, StoreSize store) {
        return new MemberHealth.Answering(
                a.clusterId(),
                a.memberId(),
                a.leaderId(),
                a.appliedIndex(),
                a.version(),
                a.learner(),
                errors,
                a.raftTerm(),
                a.committedIndex(),
                store,
                a.database());
    }

    public static ObservedMember healthy(int serial) {
        EtcdMember member = member(serial, 3, status("000000000000000" + serial));
        return new ObservedMember(member, Optional.of(pod(serial)), Optional.of(claim(member)), serving(serial, 1));
    }

    /** Three members that serve, or those that replace some of them. */
    public static ObservedCluster three(EtcdClusterSpec spec, ObservedMember... instead) {
        List<ObservedMember> members = new ArrayList<>(List.of(healthy(1), healthy(2), healthy(3)));
        for (ObservedMember other : instead) {
            members.replaceAll(m -> m.name().equals(other.name()) ? other : m);
        }
        return observed(cluster(spec, true), members);
    }

    public static ObservedCluster observed(EtcdCluster cluster, List<ObservedMember> members) {
        return new ObservedCluster(
                cluster,
                members,
                List.of(),
                members.stream().flatMap(m -> m.pod().stream()).toList(),
                members.stream().flatMap(m -> m.claim().stream()).toList(),
                List.of(),
                membership(members),
                NOW,
                Asked.NOTHING);
    }

    /** The bootstrap list, with the serial as the member's id. */
    private static Optional<Membership> membership(List<ObservedMember> members) {
        if (members.stream().noneMatch(m -> m.health().serving())) {
            return Optional.empty();
        }
        List<LiveMember> list = new ArrayList<>();
        members.getFirst()
                .resource()
                .getSpec()
                .initialCluster()
                .forEach(m -> list.add(new LiveMember(list.size() + 1L, m.name(), List.of(m.peerUrl()), false)));
        return Optional.of(new Membership(list, true));
    }

    /** A condition said this, and no other one anything, after the last look. */
    static UnaryOperator<ObservedCluster> said(String condition, String reason) {
        return seen -> {
            EtcdClusterStatus status = Objects.requireNonNull(seen.resource().getStatus());
            Condition said = new Condition(condition, Condition.Status.TRUE, 1L, NOW.toString(), reason, "");
            seen.resource().setStatus(status.with(List.of(said), status.tls()));
            return seen;
        };
    }

    /** It was noted that the spec asks, or asked, for that older etcd. */
    static UnaryOperator<ObservedCluster> descending(@Nullable String etcdVersion) {
        return seen -> {
            EtcdClusterStatus s = seen.resource().getStatus();
            if (s != null) {
                seen.resource()
                        .setStatus(new EtcdClusterStatus(
                                s.observedGeneration(),
                                s.replicas(),
                                s.readyReplicas(),
                                s.selector(),
                                s.clusterId(),
                                s.leader(),
                                s.version(),
                                s.clientEndpoint(),
                                s.lastSerial(),
                                s.settledVersion(),
                                s.repairs(),
                                s.recovery(),
                                s.recoveryCount(),
                                s.conditions(),
                                s.tls(),
                                s.space(),
                                s.members(),
                                etcdVersion,
                                s.restore()));
            }
            return seen;
        };
    }

    /** That status with what is noted in it from one look to the next. */
    static EtcdClusterStatus noted(
            EtcdClusterStatus status,
            int size,
            int lastSerial,
            EtcdClusterStatus.@Nullable Repairs repairs,
            EtcdClusterStatus.@Nullable Space space) {
        return new EtcdClusterStatus(
                status.observedGeneration(),
                size,
                size,
                status.selector(),
                status.clusterId(),
                null,
                null,
                null,
                lastSerial,
                null,
                repairs,
                null,
                null,
                null,
                null,
                space,
                null,
                null,
                null);
    }
}
