package dev.etcetera.server.consensus;

import dev.etcetera.raft.RawNode;

/** Something to be done on the raft thread. */
@FunctionalInterface
public interface RaftAction {
    void run(RawNode raft);
}
