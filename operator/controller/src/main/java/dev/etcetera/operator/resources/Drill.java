package dev.etcetera.operator.resources;

import dev.etcetera.operator.api.v1alpha1.DrillSpec;
import dev.etcetera.operator.api.v1alpha1.EtcdBackupSchedule;
import dev.etcetera.operator.api.v1alpha1.EtcdCluster;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.util.List;
import java.util.Objects;

/** A member that nobody but its own Pod can reach: filled by the program, started as a member of one, and looked at. */
final class Drill {
    static final String ENDPOINT = "127.0.0.1:" + Names.CLIENT_PORT;
    static final String RESTORED = "/drill/restored.json";
    private static final String CLIENT = "http://" + ENDPOINT;
    private static final String PEER = "http://127.0.0.1:" + Names.PEER_PORT;
    private static final String DATA = "/drill/member-data";

    private Drill() {}

    static void addTo(PodSpec pod, EtcdBackupSchedule schedule, EtcdCluster cluster, DrillImages images) {
        DrillSpec drill = Objects.requireNonNull(schedule.getSpec().drill());
        pod.getVolumes()
                .add(new VolumeBuilder()
                        .withName("drill")
                        .withNewEmptyDir()
                        // What is restored is written while what it is made from is there.
                        .withSizeLimit(new Quantity(
                                Long.toString(3 * cluster.getSpec().storage().bytes())))
                        .endEmptyDir()
                        .build());
        Container restore = ProgramPod.container("restore", images.program());
        restore.setArgs(new StoreAccess(schedule.getSpec().store())
                .command(List.of(
                        "restore-member",
                        "--chain=" + Names.chain(schedule),
                        "--data-dir=" + DATA,
                        "--name=drill",
                        "--initial-cluster=drill=" + PEER,
                        "--initial-cluster-token=drill",
                        "--initial-advertise-peer-urls=" + PEER,
                        "--termination-log=" + RESTORED)));
        restore.getVolumeMounts().add(mount());
        // Its volumes are those of the container that looks.
        restore.getVolumeMounts()
                .addAll(pod.getContainers().getFirst().getVolumeMounts().stream()
                        .filter(m -> !m.getName().equals(Restricted.TMP))
                        .toList());
        pod.getInitContainers().add(restore);
        pod.getContainers().getFirst().getVolumeMounts().add(mount());
        pod.getContainers().add(member(drill, images.member()));
    }

    private static Container member(DrillSpec drill, String image) {
        return new ContainerBuilder()
                .withName(MemberPod.CONTAINER)
                .withImage(image)
                .withImagePullPolicy("IfNotPresent")
                .withCommand("/usr/local/bin/etcd")
                .withArgs(
                        "--name=drill",
                        "--data-dir=" + DATA,
                        "--listen-client-urls=" + CLIENT,
                        "--advertise-client-urls=" + CLIENT,
                        "--listen-peer-urls=" + PEER,
                        "--initial-advertise-peer-urls=" + PEER,
                        "--initial-cluster=drill=" + PEER,
                        "--initial-cluster-token=drill")
                .withResources(MemberResources.of(drill.resources()))
                .withSecurityContext(Restricted.container())
                .withVolumeMounts(mount(), Restricted.tmpMount())
                .build();
    }

    private static VolumeMount mount() {
        return new VolumeMountBuilder()
                .withName("drill")
                .withMountPath("/drill")
                .build();
    }
}
