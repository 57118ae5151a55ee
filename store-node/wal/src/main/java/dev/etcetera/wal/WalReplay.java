package dev.etcetera.wal;

import com.google.protobuf.ByteString;
import dev.etcetera.raft.protocol.Entry;
import dev.etcetera.raft.protocol.HardState;
import java.util.List;

/**
 * What an opened log holds after the snapshot it was opened from.
 *
 * @param wal ready to append
 * @param metadata the bytes the log was created with
 * @param entries without gaps; entries that a later term overwrote are gone
 * @param repaired true when a write that a crash cut off was dropped
 */
public record WalReplay(Wal wal, ByteString metadata, HardState hardState, List<Entry> entries, boolean repaired) {}
