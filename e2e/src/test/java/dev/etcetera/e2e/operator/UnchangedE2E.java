package dev.etcetera.e2e.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.e2e.framework.Await;
import dev.etcetera.operator.api.v1alpha1.Condition;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What has not changed is not written. */
class UnchangedE2E {
    private static final int APPLIES = 50;

    private TestCluster cluster = new TestCluster("", "");
    private HostOperator operator;

    @BeforeEach
    void open() {
        operator = new HostOperator();
        cluster = new TestCluster(Kubernetes.newNamespace(), "calm");
    }

    @AfterEach
    void close() {
        operator.close();
        Kubernetes.dropNamespace(cluster.namespace());
    }

    @Test
    @Tag("long")
    void fiftyAppliesOfAnUnchangedManifestWriteNothingAnywhere() {
        operator.start();
        String manifest = cluster.manifest(3, "size: 1Gi");
        cluster.mustApply(manifest);
        cluster.awaitSettled();
        cluster.awaitCondition("CertificatesReady", Condition.Status.TRUE, "Issued");
        String before = Await.value("versions that stay", Duration.ofMinutes(1), () -> {
            String first = versions();
            Await.pass(Duration.ofSeconds(8));
            return versions().equals(first) ? Optional.of(first) : Optional.empty();
        });
        int begin = operator.lines().size();
        for (int i = 0; i < APPLIES; i++) {
            cluster.mustApply(manifest);
        }
        // Another look must come to the same: one is due every few seconds.
        Await.pass(Duration.ofSeconds(20));
        List<String> since = operator.lines().subList(begin, operator.lines().size());
        List<String> writes = since.stream()
                .filter(line -> line.startsWith("effect") || line.startsWith("event"))
                .toList();
        System.out.printf(
                "%d applies, %d objects, %d writes of the operator, %d reads%n",
                APPLIES,
                before.lines().count(),
                writes.size(),
                since.stream().filter(line -> line.startsWith("read after")).count());
        assertThat(writes).isEmpty();
        assertThat(versions()).isEqualTo(before);
        assertThat(cluster.status().observedGeneration())
                .isEqualTo(cluster.get().getMetadata().getGeneration());
    }

    /** Of everything in the namespace, of whatever kind. */
    private String versions() {
        String kinds = Kubernetes.must("api-resources", "--namespaced", "--verbs=list,get", "-o", "name")
                .lines()
                .filter(kind -> !kind.startsWith("events"))
                .collect(Collectors.joining(","));
        return Kubernetes.must(
                "-n",
                cluster.namespace(),
                "get",
                kinds,
                "-o",
                "jsonpath={range .items[*]}{.kind}/{.metadata.name} {.metadata.resourceVersion}{'\\n'}{end}");
    }
}
