package dev.etcetera.server.transport;

import dev.etcetera.raft.protocol.Message;
import dev.etcetera.server.consensus.OutgoingSnapshot;
import dev.etcetera.server.consensus.PeerEvents;
import dev.etcetera.server.consensus.PeerTransport;
import dev.etcetera.server.consensus.SnapshotRequests;
import dev.etcetera.server.log.ZapLog;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Talks to the other members as etcd's rafthttp does. Any thread may call it, none ever waits here.
 *
 * <p>Each pair of members keeps two streams in each direction; the receiver of a stream dials it. {@link PeerListener}
 * hands over the streams that others dial.
 */
public final class RaftHttpTransport implements PeerTransport {
    private final PeerIdentity self;
    private final PeerEvents events;
    private final PeerHttpClient client;
    private final PeerMetrics metrics;
    private final ZapLog log;
    private final InstantSource clock = InstantSource.system();
    private final SnapshotLimits snapshots = new SnapshotLimits(System::nanoTime);
    private volatile SnapshotRequests snapshotRequests = this::refuse;
    /** Few and seldom changed: walking it is cheaper than hashing. */
    private final CopyOnWriteArrayList<RemotePeer> peers = new CopyOnWriteArrayList<>();

    /** A transport without peers. */
    public RaftHttpTransport(
            PeerIdentity self, PeerEvents events, PeerHttpClient client, PeerMetrics metrics, ZapLog log) {
        this.self = self;
        this.events = events;
        this.client = client;
        this.metrics = metrics;
        this.log = log.named("rafthttp");
    }

    /** Where Raft's wish to send a snapshot goes; until this is called there is nobody to fulfil it. */
    public void onSnapshotRequested(SnapshotRequests requests) {
        snapshotRequests = requests;
    }

    @Override
    public void send(List<Message> messages) {
        for (int i = 0; i < messages.size(); i++) {
            Message message = messages.get(i);
            if (i + 1 < messages.size() && isOutdatedBy(message, messages.get(i + 1))) {
                continue;
            }
            switch (message) {
                case Message.InstallSnapshot snapshot -> snapshotRequests.requested(snapshot);
                default -> find(message.to()).ifPresent(peer -> peer.send(message));
            }
        }
        peers.forEach(RemotePeer::flush);
    }

    @Override
    public boolean mayReceiveSnapshot(long id) {
        return find(id).isPresent() && snapshots.allows(id);
    }

    @Override
    public void sendSnapshot(OutgoingSnapshot snapshot) {
        Optional<RemotePeer> peer = find(snapshot.message().to());
        if (peer.isPresent()) {
            peer.get().send(snapshot);
        } else {
            snapshot.database().close();
            refuse(snapshot.message());
        }
    }

    @Override
    public boolean snapshotUnderWay() {
        return snapshots.underWay();
    }

    private void refuse(Message.InstallSnapshot snapshot) {
        events.snapshotReported(snapshot.to(), false);
    }

    PeerMetrics metrics() {
        return metrics;
    }

    @Override
    public synchronized void addPeer(long id, List<String> peerUrls) {
        if (id == self.memberId() || find(id).isPresent() || !canDial(id, peerUrls)) {
            return;
        }
        String peerHex = Long.toHexString(id);
        PeerMetrics.OfPeer ofPeer = metrics.of(self.memberHex(), peerHex);
        PeerStatus status = new PeerStatus(peerHex, ofPeer, log, clock);
        PeerLink.PeerReports reports = new PeerLink.PeerReports(events, status, ofPeer, log);
        PeerLink link = new PeerLink(self, id, client, new UrlPicker(peerUrls), reports);
        RemotePeer peer = new RemotePeer(
                link, new SnapshotSender(link, snapshots), client.loops().next(), clock);
        peers.add(peer);
        peer.start();
        log.info(
                "added remote peer",
                "local-member-id",
                self.memberHex(),
                "remote-peer-id",
                peerHex,
                "remote-peer-urls",
                peerUrls);
    }

    @Override
    public synchronized void removePeer(long id) {
        find(id).ifPresent(peer -> {
            peers.remove(peer);
            peer.stop();
            log.info(
                    "removed remote peer",
                    "local-member-id",
                    self.memberHex(),
                    "removed-remote-peer-id",
                    Long.toHexString(id));
        });
    }

    @Override
    public synchronized void updatePeer(long id, List<String> peerUrls) {
        if (!canDial(id, peerUrls)) {
            return;
        }
        find(id).ifPresent(peer -> {
            peer.update(peerUrls);
            log.info(
                    "updated remote peer",
                    "local-member-id",
                    self.memberHex(),
                    "updated-remote-peer-id",
                    Long.toHexString(id),
                    "updated-remote-peer-urls",
                    peerUrls);
        });
    }

    @Override
    public Optional<Instant> activeSince(long id) {
        return find(id).flatMap(RemotePeer::activeSince);
    }

    @Override
    public synchronized void stop() {
        peers.forEach(RemotePeer::stop);
        peers.clear();
    }

    /** The peer of that id, if it is one of ours. */
    Optional<RemotePeer> find(long id) {
        for (RemotePeer peer : peers) {
            if (peer.id() == id) {
                return Optional.of(peer);
            }
        }
        return Optional.empty();
    }

    /**
     * Whether these are addresses that we can use. A committed change may bring others, from a member that can: then we
     * do without the peer rather than stop.
     */
    private boolean canDial(long id, List<String> peerUrls) {
        try {
            peerUrls.forEach(PeerAddress::of);
            return !peerUrls.isEmpty();
        } catch (IllegalArgumentException e) {
            log.error("cannot talk to remote peer", "remote-peer-id", Long.toHexString(id), "error", e.getMessage());
            return false;
        }
    }

    /** A later acknowledgement to the same leader says all that an earlier one says. */
    private static boolean isOutdatedBy(Message message, Message next) {
        return message instanceof Message.AppendResponse now
                && next instanceof Message.AppendResponse later
                && now.to() == later.to()
                && now.term() == later.term()
                && now.rejection().isEmpty()
                && later.rejection().isEmpty()
                && now.index() <= later.index();
    }
}
