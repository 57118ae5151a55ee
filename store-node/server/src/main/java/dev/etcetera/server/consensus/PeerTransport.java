package dev.etcetera.server.consensus;

import dev.etcetera.raft.protocol.Message;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** How the raft loop reaches the other members. Every method returns at once; a message may be lost, never delayed by force. */
public interface PeerTransport {
    /** Sends each message to the member it names. Messages of one call to one member leave together. */
    void send(List<Message> messages);

    /** Whether a snapshot to this member may be made: none is on its way to it, and not too many to others. */
    boolean mayReceiveSnapshot(long id);

    /** Sends a snapshot, closes its database and reports how that ended to {@link PeerEvents#snapshotReported}. */
    void sendSnapshot(OutgoingSnapshot snapshot);

    /** Whether a snapshot is on its way, or arrived so lately that its receiver will still ask for what comes after it. */
    boolean snapshotUnderWay();

    /** Begins to talk to a member; a member already known is left as it is. */
    void addPeer(long id, List<String> peerUrls);

    /** Ends all talk with a member. */
    void removePeer(long id);

    /** Uses other addresses for a member from now on. */
    void updatePeer(long id, List<String> peerUrls);

    /** Since when the member has been reachable without interruption; empty while it is not. */
    Optional<Instant> activeSince(long id);

    /** Ends all talk with everybody. */
    void stop();
}
