package dev.etcetera.server.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DataDirTest {
    @TempDir
    Path temp;

    @Test
    void onlyTheOwnerMayLookInside() throws IOException {
        Path root = temp.resolve("data");

        try (DataDir dir = DataDir.open(root, root.resolve("member/wal"))) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root)))
                    .isEqualTo("rwx------");
            assertThat(dir.wal()).isEqualTo(root.resolve("member/wal"));
        }
    }

    @Test
    void secondProcessOnTheSameDirectoryIsRefused() throws IOException {
        try (DataDir _ = DataDir.open(temp, temp.resolve("member/wal"))) {
            assertThatThrownBy(() -> DataDir.open(temp, temp.resolve("member/wal")))
                    .isInstanceOf(DataDirException.class)
                    .hasMessageContaining("is in use by another etcd process");
        }
        DataDir.open(temp, temp.resolve("member/wal")).close();
    }

    @Test
    void directoryOfANewerReleaseIsRefusedAndLeftAlone() throws IOException {
        DataDir.open(temp, temp.resolve("member/wal")).close();
        Path format = temp.resolve("member/FORMAT");
        Files.writeString(format, "etcetera-storage 2\n");
        Files.delete(temp.resolve("member/LOCK"));

        assertThatThrownBy(() -> DataDir.open(temp, temp.resolve("member/wal")))
                .isInstanceOf(DataDirException.class)
                .hasMessageContaining("storage version 2, this release reads up to 1");
        assertThat(Files.readString(format)).isEqualTo("etcetera-storage 2\n");
        assertThat(temp.resolve("member/LOCK")).doesNotExist();
    }
}
