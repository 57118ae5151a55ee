package dev.etcetera.operator.resources;

import dev.etcetera.operator.api.v1alpha1.EtcdCluster;
import dev.etcetera.operator.api.v1alpha1.EtcdClusterSpec;
import dev.etcetera.operator.api.v1alpha1.EtcdMember;
import dev.etcetera.operator.api.v1alpha1.EtcdMemberSpec;
import dev.etcetera.operator.api.v1alpha1.EtcdMemberSpec.InitialClusterState;
import dev.etcetera.operator.api.v1alpha1.EtcdMemberSpec.InitialMember;
import dev.etcetera.operator.api.v1alpha1.EtcdMemberSpec.MemberRestore;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** A member's own resource and its volume claim. */
public final class MemberObjects {
    private MemberObjects() {}

    /** The bootstrap list of a cluster whose members have the serials from first on. */
    public static List<InitialMember> initialCluster(EtcdCluster cluster, int firstSerial, int count) {
        return IntStream.range(firstSerial, firstSerial + count)
                .mapToObj(s -> new InitialMember(Names.member(cluster, s), Names.peerUrl(cluster, s)))
                .toList();
    }

    /**
     * A member of a new cluster, as the cluster's spec wants it now.
     *
     * @param restore what its volume is filled with first
     */
    public static EtcdMember member(
            EtcdCluster cluster,
            int serial,
            List<InitialMember> initial,
            String image,
            Optional<MemberRestore> restore) {
        EtcdClusterSpec spec = cluster.getSpec();
        return member(
                cluster,
                new EtcdMemberSpec(
                        Names.of(cluster),
                        Names.uid(cluster),
                        serial,
                        image,
                        initial,
                        InitialClusterState.NEW,
                        null,
                        spec.storage(),
                        spec.resources(),
                        spec.pod(),
                        spec.options(),
                        Security.memberTls(cluster),
                        null,
                        restore.orElse(null)));
    }

    /**
     * A member that joins a running cluster. It is made like the others, but for its volume, which is made once: what the
     * spec asks for meanwhile does not come in by its door.
     *
     * @param found the members that it finds
     * @param like a member of the cluster
     */
    public static EtcdMember joining(EtcdCluster cluster, int serial, List<InitialMember> found, EtcdMember like) {
        List<InitialMember> initial = new ArrayList<>(found);
        initial.add(new InitialMember(Names.member(cluster, serial), Names.peerUrl(cluster, serial)));
        EtcdMemberSpec spec = like.getSpec();
        return member(
                cluster,
                new EtcdMemberSpec(
                        spec.clusterName(),
                        spec.clusterUid(),
                        serial,
                        spec.image(),
                        List.copyOf(initial),
                        InitialClusterState.EXISTING,
                        null,
                        cluster.getSpec().storage(),
                        spec.resources(),
                        spec.pod(),
                        spec.options(),
                        spec.tls(),
                        null,
                        null));
    }

    private static EtcdMember member(EtcdCluster cluster, EtcdMemberSpec spec) {
        EtcdMember member = new EtcdMember();
        member.setMetadata(new ObjectMetaBuilder()
                .withName(Names.member(cluster, spec.serial()))
                .withNamespace(Names.namespace(cluster))
                .withLabels(Labels.cluster(cluster))
                .withOwnerReferences(Owners.controlledBy(cluster))
                .build());
        member.setSpec(spec);
        return member;
    }

    /**
     * The claim of the member's volume. It has no owner reference on purpose: nothing but the operator's own deletion,
     * under policy Delete or of a member that left, ever removes data.
     */
    public static PersistentVolumeClaim claim(EtcdMember member) {
        return new PersistentVolumeClaimBuilder()
                .withNewMetadata()
                .withName(Names.claim(member))
                .withNamespace(Names.namespace(member))
                .withLabels(Labels.member(member))
                .endMetadata()
                .withNewSpec()
                .withAccessModes("ReadWriteOnce")
                .withStorageClassName(member.getSpec().storage().storageClassName())
                .withNewResources()
                .addToRequests(
                        "storage", Quantity.parse(member.getSpec().storage().size()))
                .endResources()
                .endSpec()
                .build();
    }

    /** Whether the claim was made for this very life of this member. */
    public static boolean owns(EtcdMember member, PersistentVolumeClaim claim) {
        return Labels.value(claim, Labels.MEMBER_UID).equals(Names.uid(member))
                && Labels.value(claim, Labels.CLUSTER_UID)
                        .equals(member.getSpec().clusterUid());
    }
}
