package dev.etcetera.server.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a crash leaves in the data directory between two effects of taking a snapshot, and what a start makes of it. */
final class SnapshotCrashTest {
    @TempDir
    private Path member;

    private BackendDirs backends;
    private SnapshotFiles received;

    @BeforeEach
    void makeDirectories() throws IOException {
        backends = new BackendDirs(member);
        received = new SnapshotFiles(Files.createDirectory(member.resolve("snap")));
        Files.createDirectory(member.resolve("backend"));
    }

    @Test
    void databaseThatDidNotComeToItsEndHasNoNameAndIsDeleted() throws IOException {
        SnapshotFiles.Draft draft = received.begin();
        draft.write(ByteBuffer.allocate(100));

        assertThat(received.find(42)).isEmpty();
        received.deleteAll();
        assertThat(member.resolve("snap")).isEmptyDirectory();
    }

    @Test
    void databaseThatIsWholeIsFoundUntilItIsImported() throws IOException {
        try (SnapshotFiles.Draft draft = received.begin()) {
            draft.write(ByteBuffer.allocate(100));
            draft.finish(42, nanos -> {});
        }
        received.deleteUpTo(41);
        assertThat(received.find(42))
                .hasValueSatisfying(file -> assertThat(file).hasSize(100));

        received.deleteUpTo(42);
        assertThat(received.find(42)).isEmpty();
    }

    @Test
    void backendThatWasNotFilledToItsEndDoesNotCount() throws IOException {
        assertThatThrownBy(() -> backends.replace(42, dir -> {
                    Files.createFile(dir.resolve("half"));
                    throw new IOException("killed");
                }))
                .hasMessage("killed");

        assertThat(backends.current()).hasFileName("backend");
        backends.deleteLeftovers();
        assertThat(member).isDirectoryNotContaining(path -> path.toString().endsWith(".part"));
    }

    @Test
    void backendThatWasFilledCountsBeforeTheOldOneIsGone() throws IOException {
        backends.replace(42, dir -> Files.createFile(dir.resolve("whole")));
        backends.replace(300, dir -> Files.createFile(dir.resolve("whole")));

        assertThat(new BackendDirs(member).current()).hasFileName("backend.000000000000012c");
        backends.deleteLeftovers();
        assertThat(member.resolve("backend")).doesNotExist();
        assertThat(member.resolve("backend.000000000000002a")).doesNotExist();
        assertThat(backends.current().resolve("whole")).exists();
    }
}
