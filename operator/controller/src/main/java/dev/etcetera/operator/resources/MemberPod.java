package dev.etcetera.operator.resources;

import dev.etcetera.operator.api.v1alpha1.EtcdMember;
import dev.etcetera.operator.api.v1alpha1.EtcdMemberSpec.MemberTls;
import dev.etcetera.operator.api.v1alpha1.PodSpecExtras;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import java.util.Map;

/** The Pod of a member: one container, not root, nothing to write to but its volume and an empty /tmp. */
public final class MemberPod {
    public static final String CONTAINER = "etcd";
    static final String DATA_PATH = "/var/lib/etcd";

    private MemberPod() {}

    /**
     * The Pod of this member.
     *
     * @param newCluster whether the member may form a new cluster with its fellows
     */
    public static Pod desired(EtcdMember member, boolean newCluster) {
        Pod pod = bare(member, newCluster);
        pod.getMetadata().getAnnotations().put(Annotations.TEMPLATE, hash(member));
        pod.getMetadata()
                .getAnnotations()
                .put(Annotations.WISH, Template.of(member).wish());
        return pod;
    }

    /** What the Pod's annotation says as long as nothing that it is made from changes. */
    public static String hash(EtcdMember member) {
        return PodHash.of(bare(member, false));
    }

    private static Pod bare(EtcdMember member, boolean newCluster) {
        Pod pod = new PodBuilder()
                .withMetadata(metadata(member))
                .withNewSpec()
                .withHostname(Names.of(member))
                .withSubdomain(Names.peerService(member.getSpec().clusterName()))
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                .withTerminationGracePeriodSeconds(30L)
                .withSecurityContext(Restricted.pod())
                .withContainers(container(member, newCluster))
                .addToVolumes(data(member))
                .addToVolumes(Restricted.tmp())
                .endSpec()
                .build();
        MemberTls tls = member.getSpec().tls();
        if (tls != null) {
            TlsMounts.addTo(pod.getSpec(), tls);
        }
        PodSpecExtras extras = member.getSpec().pod();
        Placement.addTo(pod.getSpec(), extras, member.getSpec().clusterName());
        if (extras != null) {
            Extras.addTo(pod.getSpec(), extras);
        }
        // Only before it ever answered: from then on its volume is its own, and whatever the backup was in may be gone.
        if (newCluster && member.getSpec().restore() != null) {
            BackupPods.addRestoreTo(pod.getSpec(), member, member.getSpec().restore());
        }
        return pod;
    }

    /** The volume of the member's claim. */
    static Volume data(EtcdMember member) {
        return new VolumeBuilder()
                .withName("data")
                .withNewPersistentVolumeClaim()
                .withClaimName(Names.claim(member))
                .endPersistentVolumeClaim()
                .build();
    }

    private static ObjectMeta metadata(EtcdMember member) {
        PodSpecExtras extras = member.getSpec().pod();
        Map<String, String> labels = Extras.labels(extras);
        labels.putAll(Labels.member(member));
        return new ObjectMetaBuilder()
                .withName(Names.of(member))
                .withNamespace(Names.namespace(member))
                .withLabels(labels)
                .withAnnotations(Extras.annotations(extras))
                .withOwnerReferences(Owners.controlledBy(member))
                .build();
    }

    private static Container container(EtcdMember member, boolean newCluster) {
        String port = member.getSpec().tls() == null ? "client" : TlsMounts.METRICS;
        return new ContainerBuilder()
                .withName(CONTAINER)
                .withImage(member.getSpec().image())
                .withImagePullPolicy("IfNotPresent")
                .withCommand("/usr/local/bin/etcd")
                // The last words of a member that cannot start say whether its files are damaged.
                .withTerminationMessagePolicy("FallbackToLogsOnError")
                .withArgs(MemberArguments.of(member, newCluster))
                .addNewPort()
                .withName("client")
                .withContainerPort(Names.CLIENT_PORT)
                .withProtocol("TCP")
                .endPort()
                .addNewPort()
                .withName("peer")
                .withContainerPort(Names.PEER_PORT)
                .withProtocol("TCP")
                .endPort()
                .withResources(MemberResources.of(member.getSpec().resources()))
                .withSecurityContext(Restricted.container())
                .addNewVolumeMount()
                .withName("data")
                .withMountPath(DATA_PATH)
                .endVolumeMount()
                .addToVolumeMounts(Restricted.tmpMount())
                // Alive within ten minutes, however much there is to replay; looked at often, so that Ready comes soon.
                .withStartupProbe(probe(port, "/livez", 1, 600))
                .withReadinessProbe(probe(port, "/readyz", 2, 3))
                .withLivenessProbe(probe(port, "/livez", 10, 6))
                .build();
    }

    private static Probe probe(String port, String path, int periodSeconds, int failures) {
        return new ProbeBuilder()
                .withNewHttpGet()
                .withPath(path)
                .withNewPort(port)
                .withScheme("HTTP")
                .endHttpGet()
                .withPeriodSeconds(periodSeconds)
                .withTimeoutSeconds(Math.clamp(periodSeconds, 2, 5))
                .withFailureThreshold(failures)
                .build();
    }
}
