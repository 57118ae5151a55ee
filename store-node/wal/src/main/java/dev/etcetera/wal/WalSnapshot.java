package dev.etcetera.wal;

import dev.etcetera.raft.protocol.ConfState;

/** The log's note of a snapshot: everything up to {@code index} is in it. Index 0 is the empty snapshot a log begins with. */
public record WalSnapshot(long index, long term, ConfState confState) {
    public static final WalSnapshot EMPTY = new WalSnapshot(0, 0, ConfState.EMPTY);
}
