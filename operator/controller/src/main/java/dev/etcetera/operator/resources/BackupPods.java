package dev.etcetera.operator.resources;

import dev.etcetera.operator.api.v1alpha1.BackupLimits;
import dev.etcetera.operator.api.v1alpha1.BackupStoreSpec;
import dev.etcetera.operator.api.v1alpha1.ContinuousSpec;
import dev.etcetera.operator.api.v1alpha1.EtcdBackup;
import dev.etcetera.operator.api.v1alpha1.EtcdBackupSchedule;
import dev.etcetera.operator.api.v1alpha1.EtcdCluster;
import dev.etcetera.operator.api.v1alpha1.EtcdMember;
import dev.etcetera.operator.api.v1alpha1.EtcdMemberSpec.MemberRestore;
import dev.etcetera.operator.api.v1alpha1.PodSpecExtras;
import dev.etcetera.operator.api.v1alpha1.RetentionSpec;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The Pods that back up and delete backups, and the container that restores a member before it starts for the first time. */
public final class BackupPods {
    /** Where a Pod says how far it is. */
    public static final int STATUS_PORT = 8081;

    /** The container that fills a member's volume. */
    public static final String RESTORE = "restore";

    public static final int DEFAULT_TIMEOUT_SECONDS = 3600;
    /**
     * What following 1,000 puts a second takes; with less it falls behind where all of a node's CPU is asked for, and what a
     * disaster costs grows with that.
     */
    private static final Quantity FOLLOWER_CPU = new Quantity("200m");

    private static final int DEADLINE_MARGIN_SECONDS = 30;

    private BackupPods() {}

    /** Takes a backup. */
    public static Pod save(EtcdBackup backup, EtcdCluster cluster, String path, int attempt, String image) {
        BackupLimits limits = backup.getSpec().limits();
        int timeout =
                limits == null || limits.timeoutSeconds() == null ? DEFAULT_TIMEOUT_SECONDS : limits.timeoutSeconds();
        List<String> arguments = new ArrayList<>(
                List.of("save", "--name=" + path, "--writer=" + Names.uid(backup), "--status-port=" + STATUS_PORT));
        arguments.add("--timeout=" + timeout);
        addRate(arguments, limits);
        arguments.addAll(endpoint(cluster));
        Pod pod = pod(
                backup,
                Names.of(backup) + "-" + attempt,
                image,
                backup.getSpec().store(),
                arguments);
        mountClient(pod, cluster);
        pod.getSpec().setActiveDeadlineSeconds((long) timeout + DEADLINE_MARGIN_SECONDS);
        return pod;
    }

    /** Deletes what is stored of a backup. */
    public static Pod delete(EtcdBackup backup, String path, String image) {
        Pod pod = pod(
                backup,
                Names.of(backup) + "-delete",
                image,
                backup.getSpec().store(),
                List.of("delete", "--name=" + path, "--writer=" + Names.uid(backup)));
        pod.getSpec().setActiveDeadlineSeconds((long) DEFAULT_TIMEOUT_SECONDS);
        return pod;
    }

    /** Backs up all the time. */
    public static Pod follow(EtcdBackupSchedule schedule, EtcdCluster cluster, String path, int number, String image) {
        ContinuousSpec continuous = Objects.requireNonNull(schedule.getSpec().continuous());
        List<String> arguments = new ArrayList<>(List.of(
                "follow",
                "--chain=" + path,
                "--writer=" + Names.uid(schedule),
                "--interval=" + continuous.intervalSeconds(),
                "--full-at=" + schedule.getSpec().schedule(),
                "--time-zone=" + schedule.getSpec().timeZone(),
                "--status-port=" + STATUS_PORT));
        if (continuous.maxBytes() != null) {
            arguments.add("--delta-bytes=" + continuous.maxBytes());
        }
        addRate(arguments, schedule.getSpec().limits());
        addRetention(arguments, schedule.getSpec().retention());
        arguments.addAll(endpoint(cluster));
        Pod pod = pod(
                schedule,
                Names.of(schedule) + "-follow-" + number,
                image,
                schedule.getSpec().store(),
                arguments);
        mountClient(pod, cluster);
        pod.getSpec().getContainers().getFirst().getResources().getRequests().put("cpu", FOLLOWER_CPU);
        pod.getSpec().setRestartPolicy("Always");
        pod.getMetadata().setAnnotations(Map.of(Annotations.TEMPLATE, PodHash.of(withoutNumber(pod))));
        return pod;
    }

    /** Restores what is newest into a member that nobody uses, and looks at it. */
    public static Pod drill(EtcdBackupSchedule schedule, EtcdCluster cluster, String time, DrillImages images) {
        Pod pod = pod(
                schedule,
                Names.of(schedule) + "-drill-" + time,
                images.program(),
                schedule.getSpec().store(),
                List.of(
                        "drill-check",
                        "--chain=" + Names.chain(schedule),
                        "--restored=" + Drill.RESTORED,
                        "--endpoint=" + Drill.ENDPOINT));
        Drill.addTo(pod.getSpec(), schedule, cluster, images);
        pod.getSpec().setActiveDeadlineSeconds((long) DEFAULT_TIMEOUT_SECONDS);
        return pod;
    }

    private static Pod withoutNumber(Pod pod) {
        return pod.edit().editMetadata().withName("").endMetadata().build();
    }

    /**
     * Fills a member's volume and ends. It bears the name of the Pod that is to come, and not the labels by which a Service finds
     * members.
     */
    public static Pod fill(EtcdMember member) {
        MemberRestore restore = Objects.requireNonNull(member.getSpec().restore());
        Pod pod = ProgramPod.of(member, Names.of(member), restore.image());
        pod.getMetadata().getLabels().put(Labels.CLUSTER, member.getSpec().clusterName());
        pod.getSpec().getVolumes().add(MemberPod.data(member));
        pod.getSpec().setContainers(new ArrayList<>(List.of(restore(pod.getSpec(), member, restore))));
        PodSpecExtras extras = member.getSpec().pod();
        Placement.addTo(pod.getSpec(), extras, member.getSpec().clusterName());
        if (extras != null) {
            Extras.addTo(pod.getSpec(), extras);
        }
        return pod;
    }

    /** Has the member's volume filled before the member starts. */
    static void addRestoreTo(PodSpec pod, EtcdMember member, MemberRestore restore) {
        pod.getInitContainers().add(restore(pod, member, restore));
    }

    private static Container restore(PodSpec pod, EtcdMember member, MemberRestore restore) {
        List<String> arguments = new ArrayList<>(List.of(
                "restore-member",
                "--data-dir=" + MemberPod.DATA_PATH + "/member-data",
                "--name=" + Names.of(member),
                MemberArguments.initialCluster(member.getSpec()),
                "--initial-cluster-token=" + member.getSpec().clusterUid(),
                "--initial-advertise-peer-urls="
                        + member.getSpec().initialCluster().stream()
                                .filter(m -> m.name().equals(Names.of(member)))
                                .findFirst()
                                .orElseThrow()
                                .peerUrl()));
        if (restore.path() != null) {
            arguments.add("--chain=" + restore.path());
        }
        if (restore.snapshotFile() != null) {
            arguments.add("--snapshot-file=" + restore.snapshotFile());
        }
        if (restore.revision() != null) {
            arguments.add("--revision=" + restore.revision());
        }
        if (restore.time() != null) {
            arguments.add("--time=" + restore.time());
        }
        if (restore.bumpRevision() != null && restore.bumpRevision() > 0) {
            arguments.add("--bump-revision=" + restore.bumpRevision());
            arguments.add("--mark-compacted");
        }
        Container container = ProgramPod.container(RESTORE, restore.image());
        StoreAccess access = new StoreAccess(restore.store());
        container.setArgs(access.command(arguments));
        container
                .getVolumeMounts()
                .add(new VolumeMountBuilder()
                        .withName("data")
                        .withMountPath(MemberPod.DATA_PATH)
                        .build());
        access.addTo(pod, container);
        return container;
    }

    private static Pod pod(
            HasMetadata owner, String name, String image, BackupStoreSpec store, List<String> arguments) {
        Pod pod = ProgramPod.of(owner, name, image);
        Container container = pod.getSpec().getContainers().getFirst();
        StoreAccess access = new StoreAccess(store);
        container.setArgs(access.command(arguments));
        access.addTo(pod.getSpec(), container);
        return pod;
    }

    /** The headless Service: the program chooses among the members that it finds behind it. */
    private static List<String> endpoint(EtcdCluster cluster) {
        String host = Names.peerService(Names.of(cluster)) + "." + Names.namespace(cluster) + ".svc";
        String endpoint = "--endpoint=" + host + ":" + Names.CLIENT_PORT;
        return Security.isOn(cluster)
                ? List.of(
                        endpoint,
                        "--cacert=/etc/backup/client/ca.crt",
                        "--cert=/etc/backup/client/tls.crt",
                        "--key=/etc/backup/client/tls.key",
                        "--server-name=" + Security.serverName(cluster))
                : List.of(endpoint);
    }

    private static void mountClient(Pod pod, EtcdCluster cluster) {
        if (Security.isOn(cluster)) {
            String own = Security.clientSecret(cluster);
            StoreAccess.mountSecret(
                    pod.getSpec(),
                    pod.getSpec().getContainers().getFirst(),
                    "client",
                    own == null ? Security.operatorSecret(cluster) : own);
        }
    }

    private static void addRate(List<String> arguments, @Nullable BackupLimits limits) {
        if (limits != null && limits.bytesPerSecond() != null) {
            arguments.add("--bytes-per-second=" + limits.bytesPerSecond());
        }
    }

    private static void addRetention(List<String> arguments, @Nullable RetentionSpec retention) {
        if (retention == null) {
            return;
        }
        addKept(arguments, "last", retention.last());
        addKept(arguments, "within", retention.days() == null ? null : "P" + retention.days() + "D");
        addKept(arguments, "daily", retention.daily());
        addKept(arguments, "weekly", retention.weekly());
        addKept(arguments, "monthly", retention.monthly());
    }

    private static void addKept(List<String> arguments, String rule, @Nullable Object value) {
        if (value != null) {
            arguments.add("--keep-" + rule + "=" + value);
        }
    }
}
