package dev.etcetera.wal;

import com.google.protobuf.ByteString;
import dev.etcetera.raft.protocol.Entry;
import dev.etcetera.raft.protocol.HardState;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What an opened log holds after the snapshot it was opened from.
 *
 * @param wal ready to append
 * @param metadata the bytes the log was created with
 * @param entries without gaps; entries that a later term overwrote are gone
 * @param repair there when a write that a crash cut off was dropped
 */
public record WalReplay(
        Wal wal, ByteString metadata, HardState hardState, List<Entry> entries, Optional<Repair> repair) {
    /**
     * What was done about a write that was cut off.
     *
     * @param file the segment, which ends at {@code offset} now
     * @param copy the segment as it was
     */
    public record Repair(Path file, long offset, Path copy) {}

    public boolean repaired() {
        return repair.isPresent();
    }
}
