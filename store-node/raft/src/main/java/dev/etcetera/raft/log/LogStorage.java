package dev.etcetera.raft.log;

import dev.etcetera.raft.protocol.ConfState;
import dev.etcetera.raft.protocol.Entry;
import dev.etcetera.raft.protocol.HardState;
import dev.etcetera.raft.protocol.Snapshot;
import java.util.List;
import java.util.Optional;

/** Port: the read side of the log that is already durable. Called by the raft thread only; must not block on disks. */
public interface LogStorage {
    /** The term of an index that is compacted away or not there yet. */
    long UNKNOWN_TERM = -1;

    /** What was durable when the node started. */
    record InitialState(HardState hardState, ConfState confState) {}

    InitialState initialState();

    /**
     * Entries from {@code lo} to {@code hi - 1}, cut after {@code maxBytes} (encoded) but never empty. All must be there:
     * {@code firstIndex() <= lo < hi <= lastIndex() + 1}. The list never changes afterwards.
     */
    List<Entry> entries(long lo, long hi, long maxBytes);

    /** Known from {@code firstIndex() - 1} to {@code lastIndex()}, otherwise {@link #UNKNOWN_TERM}. */
    long term(long index);

    long firstIndex();

    long lastIndex();

    /** The newest snapshot, or nothing while one is being made: the leader then asks again later. */
    Optional<Snapshot> snapshot();
}
