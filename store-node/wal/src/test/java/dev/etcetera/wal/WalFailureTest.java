package dev.etcetera.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WalFailureTest {
    @TempDir
    Path root;

    @Test
    void afterAFailedFsyncNothingMoreIsAccepted() throws IOException {
        AtomicBoolean broken = new AtomicBoolean();
        Disk disk = file -> {
            if (broken.get()) {
                throw new IOException("Input/output error");
            }
            file.force(false);
        };
        Wal wal = Wal.create(root.resolve("wal"), Logs.METADATA, Logs.SMALL, disk);
        Logs.write(wal, 3);
        broken.set(true);
        assertThatThrownBy(() -> wal.save(Optional.empty(), List.of(Logs.entry(5, 4, "lost")), true))
                .hasMessage("wal: fsync of " + Logs.first(root.resolve("wal")) + " failed: Input/output error");
        broken.set(false);
        assertThatThrownBy(() -> wal.save(Optional.empty(), List.of(Logs.entry(5, 5, "late")), true))
                .hasMessageContaining("nothing more is accepted");
        assertThatThrownBy(wal::sync).hasMessageContaining("nothing more is accepted");
        wal.close();
    }

    @Test
    void oneBatchIsOneFsync() throws IOException {
        List<Long> synced = new ArrayList<>();
        WalOptions options = new WalOptions(1 << 20, false, (nanos, bytes) -> synced.add(bytes));
        try (Wal wal = Wal.create(root.resolve("wal"), Logs.METADATA, options)) {
            synced.clear();
            wal.save(Logs.state(5, 0), List.of(Logs.entry(5, 1, "a"), Logs.entry(5, 2, "b")), true);
            assertThat(synced).hasSize(1).allMatch(bytes -> bytes > 0);
            wal.save(Logs.state(5, 2), List.of(), false);
            assertThat(synced).hasSize(1);
        }
    }
}
