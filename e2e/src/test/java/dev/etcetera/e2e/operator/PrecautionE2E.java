package dev.etcetera.e2e.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.e2e.framework.Await;
import dev.etcetera.e2e.scenario.Scenario;
import dev.etcetera.operator.api.v1alpha1.Condition;
import dev.etcetera.operator.api.v1alpha1.EtcdBackup;
import dev.etcetera.operator.api.v1alpha1.EtcdBackupStatus.Phase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Nobody is stopped before what all have is stored, where the spec asks for that. */
@Tag("long")
class PrecautionE2E extends BackedUpTest {
    PrecautionE2E() {
        super("careful");
    }

    @Test
    @Scenario(28)
    void clusterIsStoredBeforeItSleepsAndWakesAsItself() {
        String backup = "backup: {store: " + store() + "}";
        cluster.mustApply(cluster.manifest(1, "size: 1Gi, retentionPolicy: Delete", TestCluster.PLAIN, backup));
        cluster.awaitSettled();
        cluster.etcdctl().output("put", "last", "word");
        Map<String, String> ids = cluster.memberIds();
        gateway.kill();
        scale(0);
        cluster.awaitCondition("Progressing", Condition.Status.TRUE, "BackingUp");
        Await.until("an EtcdBackup", Duration.ofSeconds(30), () -> !backups().isEmpty());
        TestBackup taken = new TestBackup(
                cluster.namespace(), backups().getFirst().getMetadata().getName());
        taken.awaitMessage(gateway.url().replaceFirst("http://", ""));
        assertThat(cluster.etcdctl().output("get", "last"))
                .as("it serves all the time")
                .isEqualTo("last\nword\n");
        gateway.start();
        assertThat(taken.await(Phase.SUCCEEDED).revision()).isEqualTo(2);
        cluster.awaitCondition("Progressing", Condition.Status.FALSE, "Hibernated");
        assertThat(cluster.pods()).isEmpty();
        scale(1);
        cluster.awaitSettled();
        assertThat(cluster.memberIds()).isEqualTo(ids);
        assertThat(cluster.etcdctl().output("get", "last")).isEqualTo("last\nword\n");
        assertThat(backups()).as("none more").hasSize(1);
        // Whoever does not want to wait says so.
        gateway.kill();
        cluster.mustApply(cluster.manifest(
                0,
                "size: 1Gi, retentionPolicy: Delete",
                TestCluster.PLAIN,
                "backup: {beforeHibernation: false, beforeUpgrade: true, store: " + store() + "}"));
        cluster.awaitCondition("Progressing", Condition.Status.FALSE, "Hibernated");
        assertThat(Objects.requireNonNull(cluster.status().clusterId())).isNotEmpty();
        onlyTheNewestIsKept(backups().getFirst().getMetadata().getName());
    }

    private void onlyTheNewestIsKept(String old) {
        gateway.start();
        scale(1);
        cluster.awaitSettled();
        cluster.mustApply(cluster.manifest(
                0,
                "size: 1Gi, retentionPolicy: Delete",
                TestCluster.PLAIN,
                "backup: {keep: 1, beforeHibernation: true, store: " + store() + "}"));
        cluster.awaitCondition("Progressing", Condition.Status.FALSE, "Hibernated");
        Await.until(
                "the older one is gone",
                Duration.ofMinutes(2),
                () -> backups().stream()
                        .noneMatch(b -> b.getMetadata().getName().equals(old)));
        assertThat(backups()).hasSize(1);
    }

    private List<EtcdBackup> backups() {
        return Kubernetes.client()
                .resources(EtcdBackup.class)
                .inNamespace(cluster.namespace())
                .list()
                .getItems();
    }

    private void scale(int replicas) {
        Kubernetes.must("-n", cluster.namespace(), "scale", "etcdcluster/careful", "--replicas=" + replicas);
    }
}
