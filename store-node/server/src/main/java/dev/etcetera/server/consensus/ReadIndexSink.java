package dev.etcetera.server.consensus;

import dev.etcetera.raft.protocol.Payload;

/** Takes ReadIndex requests for the raft thread; the answer comes through {@link RaftListener#readIndexConfirmed}. */
public interface ReadIndexSink {
    /** Asks for the commit index as of now; {@code context} comes back with the answer. Any thread may call it. */
    void readIndex(Payload context);
}
