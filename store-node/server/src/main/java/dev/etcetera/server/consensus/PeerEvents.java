package dev.etcetera.server.consensus;

import dev.etcetera.raft.protocol.Message;

/** What the transport tells the raft loop. Called on event loops: implementations enqueue and return. */
public interface PeerEvents {
    /** A message from another member. */
    void step(Message message);

    /** The last message to this member was not delivered. */
    void unreachable(long id);

    /** The snapshot sent to this member arrived, or did not. */
    void snapshotReported(long id, boolean ok);

    /** The other members say that this one is no longer one of them. */
    void removedFromCluster(String reason);
}
