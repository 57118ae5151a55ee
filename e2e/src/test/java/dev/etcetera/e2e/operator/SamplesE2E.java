package dev.etcetera.e2e.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.e2e.framework.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SamplesE2E {
    private String namespace = "";

    @BeforeAll
    static void install() {
        Kubernetes.installOperator();
    }

    @BeforeEach
    void open() {
        namespace = Kubernetes.newNamespace();
    }

    @AfterEach
    void close() {
        Kubernetes.dropNamespace(namespace);
    }

    static List<Path> samples() throws IOException {
        try (Stream<Path> files = Files.list(Project.root().resolve("manifests/samples"))) {
            // A recovery is asked for where a quorum is lost, backups need a bucket: QuorumLossE2E, BackupSamplesE2E.
            Set<String> others = Set.of("recovery.yaml", "backup.yaml", "restore.yaml", "restore-in-place.yaml");
            return files.filter(path -> path.toString().endsWith(".yaml")
                            && !others.contains(path.getFileName().toString()))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void sampleBecomesAClusterThatServes(Path sample) {
        Kubernetes.must("-n", namespace, "apply", "-f", sample.toString());
        String name =
                Kubernetes.must("-n", namespace, "get", "etcdclusters", "-o", "jsonpath={.items[0].metadata.name}");
        TestCluster cluster = new TestCluster(namespace, name);
        cluster.awaitSettled();
        assertThat(cluster.etcdctl().output("put", "a", "b")).isEqualTo("OK\n");
    }
}
