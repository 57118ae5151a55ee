package dev.etcetera.operator.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterDomainTest {
    @TempDir
    private Path directory;

    @Test
    void podsFindItInTheirSearchList() throws IOException {
        assertThat(found("search etcetera-system.svc.k8s.example svc.k8s.example k8s.example x.org"))
                .isEqualTo("k8s.example");
    }

    @Test
    void elsewhereItIsTheUsualOne() throws IOException {
        assertThat(found("search corp.example")).isEqualTo("cluster.local");
        assertThat(ClusterDomain.find(Optional.empty(), directory.resolve("none")))
                .isEqualTo("cluster.local");
    }

    @Test
    void whatIsSetCounts() {
        assertThat(ClusterDomain.find(Optional.of("given.example"), directory.resolve("none")))
                .isEqualTo("given.example");
        assertThat(ClusterDomain.find(Optional.of(" "), directory.resolve("none")))
                .isEqualTo("cluster.local");
    }

    private String found(String text) throws IOException {
        return ClusterDomain.find(Optional.empty(), Files.writeString(directory.resolve("resolv.conf"), text));
    }
}
