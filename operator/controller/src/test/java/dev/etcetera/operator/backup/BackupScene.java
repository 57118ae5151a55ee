package dev.etcetera.operator.backup;

import dev.etcetera.backup.chain.FollowerStanding;
import dev.etcetera.operator.api.v1alpha1.BackupLimits;
import dev.etcetera.operator.api.v1alpha1.BackupStoreSpec;
import dev.etcetera.operator.api.v1alpha1.EtcdBackup;
import dev.etcetera.operator.api.v1alpha1.EtcdBackupSchedule;
import dev.etcetera.operator.api.v1alpha1.EtcdBackupScheduleSpec;
import dev.etcetera.operator.api.v1alpha1.EtcdBackupSpec;
import dev.etcetera.operator.api.v1alpha1.EtcdBackupStatus;
import dev.etcetera.operator.api.v1alpha1.EtcdCluster;
import dev.etcetera.operator.api.v1alpha1.RetentionPolicy;
import dev.etcetera.operator.api.v1alpha1.S3StoreSpec;
import dev.etcetera.operator.resources.Names;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A Kubernetes with one cluster and its backups, as far as the planners see it. Changes; made for one test. */
final class BackupScene {
    static final String IMAGE = "etcetera/operator:0.1.0";
    static final Instant START = Instant.parse("2026-11-29T12:00:30Z");
    static final BackupStoreSpec STORE = new BackupStoreSpec(
            new S3StoreSpec("bucket", null, null, null, null, null, "keys", null, null, null, null, null),
            null,
            null,
            null);

    private final List<Pod> pods = new ArrayList<>();
    private final List<EtcdBackup> backups = new ArrayList<>();
    Instant now = START;
    boolean clusterThere = true;

    @Nullable
    FollowerStanding standing;

    static EtcdCluster cluster() {
        return Serialization.unmarshal("""
                apiVersion: etcetera.dev/v1alpha1
                kind: EtcdCluster
                metadata: {name: shop, namespace: prod, uid: c-uid}
                spec: {replicas: 3, version: 0.1.0, storage: {size: 1Gi, retentionPolicy: Retain}}
                status: {clusterId: abc, readyReplicas: 3, clientEndpoint: "http://shop-client.prod.svc:2379"}
                """, EtcdCluster.class);
    }

    static EtcdBackup backup(RetentionPolicy policy, @Nullable Integer attempts) {
        EtcdBackup backup = new EtcdBackup();
        backup.setMetadata(new ObjectMetaBuilder()
                .withName("now")
                .withNamespace("prod")
                .withUid("b-uid")
                .withResourceVersion("1")
                .build());
        backup.setSpec(new EtcdBackupSpec("shop", STORE, null, policy, new BackupLimits(null, attempts, null)));
        return backup;
    }

    static EtcdBackupSchedule schedule(String manifest) {
        EtcdBackupSchedule schedule = new EtcdBackupSchedule();
        schedule.setMetadata(new ObjectMetaBuilder()
                .withName("often")
                .withNamespace("prod")
                .withUid("s-uid")
                .withCreationTimestamp(START.toString())
                .build());
        String given = manifest.isEmpty() ? "" : manifest.substring(0, manifest.indexOf(':') + 1);
        String usual = """
                clusterName: shop
                schedule: "*/5 * * * *"
                timeZone: Etc/UTC
                concurrencyPolicy: Forbid
                store: {s3: {bucket: bucket}}
                """;
        schedule.setSpec(Serialization.unmarshal(
                usual.lines()
                                .filter(line -> given.isEmpty() || !line.startsWith(given))
                                .collect(Collectors.joining("\n"))
                        + "\n" + manifest,
                EtcdBackupScheduleSpec.class));
        return schedule;
    }

    void pass(Duration time) {
        now = now.plus(time);
    }

    /** Does what a plan says, as Kubernetes would. */
    void did(EtcdBackup backup, BackupPlan plan) {
        backup.setStatus(plan.status());
        plan.create().ifPresent(this::run);
        pods.removeAll(plan.remove());
    }

    void did(EtcdBackupSchedule schedule, SchedulePlan plan) {
        plan.begin().ifPresent(backups::add);
        schedule.setStatus(plan.status());
        backups.removeAll(plan.delete());
        backups.removeAll(plan.cancel());
        plan.create().forEach(this::run);
        pods.removeAll(plan.remove());
    }

    /** Only the first thing that a plan says: then the operator died. */
    void died(SchedulePlan plan) {
        plan.begin().ifPresent(backups::add);
    }

    void run(Pod pod) {
        pod.getMetadata().setCreationTimestamp(now.toString());
        pods.add(pod);
    }

    void forget() {
        pods.clear();
    }

    List<String> podNames() {
        return pods.stream().map(Names::of).toList();
    }

    List<String> backupNames() {
        return backups.stream().map(Names::of).toList();
    }

    /** The last Pod ends. */
    void ends(int exitCode, String message) {
        Pod ended = new PodBuilder(pods.removeLast())
                .withNewStatus()
                .withPhase(exitCode == 0 ? "Succeeded" : "Failed")
                .addNewContainerStatus()
                .withName("backup")
                .withNewState()
                .withNewTerminated()
                .withExitCode(exitCode)
                .withMessage(message)
                .endTerminated()
                .endState()
                .endContainerStatus()
                .endStatus()
                .build();
        pods.add(ended);
    }

    /** A backup of the schedule comes to its end. */
    void ended(EtcdBackupStatus.Phase phase) {
        EtcdBackup last = backups.getLast();
        last.setStatus(new EtcdBackupStatus(
                phase,
                last.getSpec().path(),
                "x",
                7L,
                1L,
                "s",
                "c",
                "m",
                "3.7.0",
                now.toString(),
                now.toString(),
                1,
                null,
                null,
                phase == EtcdBackupStatus.Phase.FAILED ? "the bucket is gone" : null,
                null));
    }

    BackupView view(EtcdBackup backup) {
        return new BackupView(
                backup, clusterThere ? Optional.of(cluster()) : Optional.empty(), pods, Optional.empty(), now);
    }

    ScheduleView view(EtcdBackupSchedule schedule) {
        return new ScheduleView(
                schedule,
                clusterThere ? Optional.of(cluster()) : Optional.empty(),
                backups,
                pods,
                Optional.ofNullable(standing),
                now);
    }
}
