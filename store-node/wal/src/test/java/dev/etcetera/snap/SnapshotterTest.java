package dev.etcetera.snap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.raft.protocol.ConfState;
import dev.etcetera.raft.protocol.Payload;
import dev.etcetera.raft.protocol.Snapshot;
import dev.etcetera.raft.protocol.SnapshotMetadata;
import dev.etcetera.wal.WalSnapshot;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotterTest {
    private static final ConfState VOTERS = ConfState.ofVoters(List.of(1L, 2L, 3L));

    @TempDir
    Path dir;

    @Test
    void newestThatTheLogKnowsWins() throws IOException {
        Snapshotter snapshotter = new Snapshotter(dir);
        snapshotter.save(snapshot(2, 10));
        snapshotter.save(snapshot(3, 20));
        snapshotter.save(snapshot(3, 30));
        assertThat(snapshotter.loadNewest(List.of(known(2, 10), known(3, 20)))).contains(snapshot(3, 20));
        assertThat(snapshotter.loadNewest(List.of())).isEmpty();
    }

    @Test
    void aBrokenFileIsPutAside() throws IOException {
        Snapshotter snapshotter = new Snapshotter(dir);
        snapshotter.save(snapshot(2, 10));
        snapshotter.save(snapshot(3, 20));
        Path newest = dir.resolve("0000000000000003-0000000000000014.snap");
        byte[] bytes = Files.readAllBytes(newest);
        for (int length = 0; length <= bytes.length; length++) {
            byte[] damaged = Arrays.copyOf(bytes, length);
            if (length > 0) {
                damaged[length - 1] ^= 1;
            }
            Files.write(newest, damaged);
            assertThat(snapshotter.loadNewest(List.of(known(2, 10), known(3, 20))))
                    .contains(snapshot(2, 10));
            assertThat(snapshotter.putDamagedAside()).containsExactly(newest);
            assertThat(dir.resolve("0000000000000003-0000000000000014.snap.broken"))
                    .hasBinaryContent(damaged);
            assertThat(newest).doesNotExist();
        }
        assertThat(snapshotter.putDamagedAside()).isEmpty();
    }

    @Test
    void goFileIsReadAndWrittenByteForByte() throws IOException {
        Path file = dir.resolve("0000000000000002-000000000000000c.snap");
        byte[] original;
        try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream("go.snap.gz"))) {
            original = new GZIPInputStream(in).readAllBytes();
        }
        Files.write(file, original);
        Optional<Snapshot> read = new Snapshotter(dir).loadNewest(List.of(known(2, 12)));
        assertThat(read).isPresent();
        Files.delete(file);
        new Snapshotter(dir).save(read.get());
        assertThat(Files.readAllBytes(file)).isEqualTo(original);
    }

    private static Snapshot snapshot(long term, long index) {
        return new Snapshot(new SnapshotMetadata(VOTERS, index, term), Payload.wrap(new byte[] {1, 2, 3}));
    }

    private static WalSnapshot known(long term, long index) {
        return new WalSnapshot(index, term, VOTERS);
    }
}
