package dev.etcetera.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.operator.api.v1alpha1.BackupStoreSpec;
import dev.etcetera.operator.api.v1alpha1.ClusterBackupSpec;
import dev.etcetera.operator.api.v1alpha1.EtcdBackup;
import dev.etcetera.operator.api.v1alpha1.EtcdBackupStatus;
import dev.etcetera.operator.api.v1alpha1.EtcdBackupStatus.Phase;
import dev.etcetera.operator.api.v1alpha1.EtcdCluster;
import dev.etcetera.operator.api.v1alpha1.EtcdClusterSpec;
import dev.etcetera.operator.api.v1alpha1.EtcdClusterStatus;
import dev.etcetera.operator.api.v1alpha1.VolumeStoreSpec;
import dev.etcetera.operator.observe.Asked;
import dev.etcetera.operator.observe.ObservedCluster;
import dev.etcetera.operator.resources.Images;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PrecautionTest {
    private static final BackupStoreSpec STORE =
            new BackupStoreSpec(null, new VolumeStoreSpec("shelf", null), null, null);

    private static Plan plan(int replicas, String version, ClusterBackupSpec asked, @Nullable Phase phase) {
        ObservedCluster seen = Scene.serving(3).observed();
        EtcdCluster cluster = seen.resource();
        EtcdClusterSpec s = cluster.getSpec();
        cluster.setSpec(new EtcdClusterSpec(
                replicas, version, null, s.storage(), null, null, null, s.tls(), null, null, asked));
        EtcdClusterStatus now = Objects.requireNonNull(cluster.getStatus());
        cluster.setStatus(new EtcdClusterStatus(
                now.observedGeneration(),
                now.replicas(),
                now.readyReplicas(),
                now.selector(),
                now.clusterId(),
                now.leader(),
                now.version(),
                now.clientEndpoint(),
                now.lastSerial(),
                "0.1.0",
                now.repairs(),
                now.recovery(),
                now.recoveryCount(),
                now.conditions(),
                now.tls(),
                now.space(),
                now.members(),
                null,
                null));
        List<EtcdBackup> backups = List.of();
        if (phase != null) {
            EtcdBackup backup = ((Step.CreateBackup)
                            plan(replicas, version, asked, null).steps().getLast())
                    .backup();
            backup.setStatus(status(phase));
            backups = List.of(backup);
        }
        return new ClusterPlanner(new Images("etcetera/store"))
                .plan(Seen.asking(seen, new Asked(List.of(), List.of(), List.of(), backups)));
    }

    static EtcdBackupStatus status(Phase phase) {
        return new EtcdBackupStatus(
                phase,
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
                null,
                "the bucket is gone",
                null);
    }

    private static ClusterBackupSpec asked(boolean both) {
        return new ClusterBackupSpec(STORE, both, both, 2);
    }

    private static boolean stops(Plan plan) {
        return plan.steps().stream().anyMatch(s -> s instanceof Step.StopPod);
    }

    private static boolean changes(Plan plan) {
        return plan.steps().stream().anyMatch(s -> s instanceof Step.ChangeMember);
    }

    @Test
    void aBackupComesBeforeAnotherVersion() {
        Plan first = plan(3, "0.2.0", asked(true), null);
        assertThat(first.steps()).anyMatch(s -> s instanceof Step.CreateBackup);
        assertThat(changes(first)).isFalse();
        for (Phase phase : List.of(Phase.PENDING, Phase.RUNNING)) {
            Plan waits = plan(3, "0.2.0", asked(true), phase);
            assertThat(changes(waits)).isFalse();
            assertThat(waits.progress().orElseThrow().reason()).isEqualTo(Progress.Reason.BACKING_UP);
        }
        Plan failed = plan(3, "0.2.0", asked(true), Phase.FAILED);
        assertThat(changes(failed)).isFalse();
        assertThat(failed.progress().orElseThrow().reason()).isEqualTo(Progress.Reason.WAITING_FOR_BACKUP);
        assertThat(failed.progress().orElseThrow().message())
                .contains("the bucket is gone")
                .contains("spec.backup.beforeUpgrade");
        assertThat(changes(plan(3, "0.2.0", asked(true), Phase.SUCCEEDED))).isTrue();
        assertThat(changes(plan(3, "0.2.0", asked(false), null))).isTrue();
    }

    @Test
    void aBackupComesBeforeHibernation() {
        Plan first = plan(0, "0.1.0", asked(true), null);
        assertThat(first.steps()).hasSize(1).first().isInstanceOf(Step.CreateBackup.class);
        assertThat(stops(plan(0, "0.1.0", asked(true), Phase.RUNNING))).isFalse();
        assertThat(stops(plan(0, "0.1.0", asked(true), Phase.FAILED))).isFalse();
        assertThat(stops(plan(0, "0.1.0", asked(true), Phase.SUCCEEDED))).isTrue();
        assertThat(stops(plan(0, "0.1.0", asked(false), null))).isTrue();
    }

    @Test
    void nothingElseWaits() {
        assertThat(plan(3, "0.1.0", asked(true), null).steps()).noneMatch(s -> s instanceof Step.CreateBackup);
        assertThat(plan(5, "0.1.0", asked(true), null).steps()).anyMatch(s -> s instanceof Step.CreateJoiner);
    }
}
