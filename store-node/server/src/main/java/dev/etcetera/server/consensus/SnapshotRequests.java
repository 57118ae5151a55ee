package dev.etcetera.server.consensus;

import dev.etcetera.raft.protocol.Message;

/** Takes what Raft wants sent to a member that the log no longer reaches back to. Called on the raft thread. */
@FunctionalInterface
public interface SnapshotRequests {
    /** The message names the member; what is sent in its place is made of what is applied by then. */
    void requested(Message.InstallSnapshot message);
}
