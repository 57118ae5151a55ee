package dev.etcetera.operator.resources;

import dev.etcetera.operator.api.v1alpha1.EtcdMemberSpec.MemberTls;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPortBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;

/**
 * Gives a member's Pod its certificates: whole directories, because what changes in a Secret arrives in them, and does
 * not in a single mounted file. Its health and metrics get a port of their own, for those that have no certificate.
 */
final class TlsMounts {
    static final String METRICS = "metrics";
    static final String SERVER_PATH = "/etc/etcd/tls/server";
    static final String PEER_PATH = "/etc/etcd/tls/peer";
    /** Readable by the group, which is the Pod's, and by nobody else. */
    private static final int SECRET_MODE = 0440;

    private TlsMounts() {}

    static void addTo(PodSpec pod, MemberTls tls) {
        pod.getVolumes().add(secret("server-tls", tls.serverSecret()));
        pod.getVolumes().add(secret("peer-tls", tls.peerSecret()));
        Container container = pod.getContainers().getFirst();
        container.getVolumeMounts().add(mount("server-tls", SERVER_PATH));
        container.getVolumeMounts().add(mount("peer-tls", PEER_PATH));
        container
                .getPorts()
                .add(new ContainerPortBuilder()
                        .withName(METRICS)
                        .withContainerPort(Names.METRICS_PORT)
                        .withProtocol("TCP")
                        .build());
    }

    private static Volume secret(String name, String secret) {
        return new VolumeBuilder()
                .withName(name)
                .withNewSecret()
                .withSecretName(secret)
                .withDefaultMode(SECRET_MODE)
                .endSecret()
                .build();
    }

    private static VolumeMount mount(String name, String path) {
        return new VolumeMountBuilder()
                .withName(name)
                .withMountPath(path)
                .withReadOnly(true)
                .build();
    }
}
