package dev.etcetera.e2e.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.e2e.framework.Await;
import dev.etcetera.operator.api.v1alpha1.Condition;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is not in this release is refused by a condition that names it, while the cluster serves and is repaired. */
class RefusalE2E extends ClusterTest {
    RefusalE2E() {
        super("firm");
    }

    @BeforeEach
    void open() {
        cluster.mustApply(cluster.manifest(1, "size: 1Gi"));
        cluster.awaitSettled();
    }

    @Test
    void changesOfARunningClusterAreNamedAndNotDone() {
        cluster.mustApply(cluster.manifest(1, "size: 2Gi"));
        refused("spec.storage.size: wanted 2Gi", "firm-1 does not let volumes grow", "etcetera.dev/replace=firm-1");

        assertThat(cluster.etcdctl().output("put", "still", "serving")).isEqualTo("OK\n");
        Kubernetes.must("-n", cluster.namespace(), "delete", "pod", "firm-1");
        Await.until(
                "the data is back",
                Duration.ofSeconds(60),
                () -> cluster.etcdctl().run("get", "still").out().equals("still\nserving\n"));
        assertThat(cluster.claims())
                .singleElement()
                .satisfies(
                        c -> assertThat(c.getSpec().getResources().getRequests().get("storage"))
                                .isEqualTo(new Quantity("1Gi")));
    }

    private void refused(String... parts) {
        Condition progressing = cluster.awaitCondition("Progressing", Condition.Status.FALSE, "NotSupported");
        assertThat(progressing.message()).contains(List.of(parts)).endsWith("The cluster goes on as it is.");
        assertThat(cluster.condition("Available"))
                .hasValueSatisfying(c -> assertThat(c.status()).isEqualTo(Condition.Status.TRUE));
        assertThat(cluster.members()).hasSize(1);
    }
}
