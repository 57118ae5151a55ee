package dev.etcetera.server.consensus;

import dev.etcetera.raft.protocol.Message;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The transport of a member that is alone. */
final class NoPeers implements PeerTransport {
    @Override
    public void send(List<Message> messages) {}

    @Override
    public boolean mayReceiveSnapshot(long id) {
        return false;
    }

    @Override
    public void sendSnapshot(OutgoingSnapshot snapshot) {
        snapshot.database().close();
    }

    @Override
    public boolean snapshotUnderWay() {
        return false;
    }

    @Override
    public void addPeer(long id, List<String> peerUrls) {}

    @Override
    public void removePeer(long id) {}

    @Override
    public void updatePeer(long id, List<String> peerUrls) {}

    @Override
    public Optional<Instant> activeSince(long id) {
        return Optional.empty();
    }

    @Override
    public void stop() {}
}
