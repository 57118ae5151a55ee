package dev.etcetera.e2e.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.e2e.framework.Await;
import dev.etcetera.e2e.framework.Project;
import dev.etcetera.operator.api.v1alpha1.EtcdBackupStatus.Phase;
import dev.etcetera.operator.api.v1alpha1.RequestPhase;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The samples of backups and of a restore, with a bucket that is there and a moment that has been. */
@Tag("long")
class BackupSamplesE2E extends BackedUpTest {
    BackupSamplesE2E() {
        super("demo");
    }

    @Test
    @Tag("long")
    void samplesBackUpAndRestore() throws IOException {
        cluster.mustApply(cluster.manifest(1, "size: 1Gi, retentionPolicy: Delete"));
        cluster.awaitSettled();
        cluster.etcdctl().output("put", "when", "before");
        apply(sample("backup.yaml")
                .replace("https://s3.example.com", gateway.url())
                .replace("eu-central-1", "us-east-1"));
        new TestBackup(cluster.namespace(), "demo-now").await(Phase.SUCCEEDED);
        Await.until(
                "the continuous backup runs",
                Duration.ofMinutes(1),
                () -> cluster.condition("BackupReady")
                        .filter(c -> c.reason().equals("BackedUp"))
                        .isPresent());
        String moment =
                Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(1).toString();
        Await.pass(Duration.ofSeconds(2));
        cluster.etcdctl().output("put", "when", "after");
        Await.pass(Duration.ofSeconds(6));
        apply(sample("restore.yaml").replaceFirst("time: .*", "time: \"" + moment + "\""));
        TestCluster restored = new TestCluster(cluster.namespace(), "demo-as-it-was");
        restored.awaitSettled();
        assertThat(restored.etcdctl().output("get", "when")).isEqualTo("when\nbefore\n");

        apply(sample("restore-in-place.yaml").replaceFirst("time: .*", "time: \"" + moment + "\""));
        new TestRestore(cluster.namespace(), "demo-goes-back").await(RequestPhase.SUCCEEDED);
        assertThat(cluster.etcdctl().output("get", "when")).isEqualTo("when\nbefore\n");
    }

    private static String sample(String file) throws IOException {
        return Files.readString(Project.root().resolve("manifests/samples").resolve(file));
    }

    private void apply(String manifest) {
        var result = Kubernetes.kubectl(manifest, "-n", cluster.namespace(), "apply", "-f", "-");
        assertThat(result.exit()).as(result.toString()).isZero();
    }
}
