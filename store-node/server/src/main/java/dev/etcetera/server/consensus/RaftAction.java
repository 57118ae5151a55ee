package dev.etcetera.server.consensus;

import dev.etcetera.raft.RawNode;
import java.io.IOException;

/** Something to be done on the raft thread. An IOException stops the member. */
@FunctionalInterface
public interface RaftAction {
    void run(RawNode raft) throws IOException;
}
