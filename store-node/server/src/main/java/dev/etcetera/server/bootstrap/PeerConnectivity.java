package dev.etcetera.server.bootstrap;

import dev.etcetera.server.cluster.Cluster;
import dev.etcetera.server.cluster.Member;
import dev.etcetera.server.consensus.PeerTransport;
import dev.etcetera.server.propose.Connectivity;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Tells from the transport's connections whether a timeout may be laid to the network. Any thread. */
record PeerConnectivity(PeerTransport transport, Cluster cluster, long selfId, InstantSource clock)
        implements Connectivity {
    @Override
    public boolean toMemberSince(long memberId, long nanos) {
        Instant since = clock.instant().minus(Duration.ofNanos(System.nanoTime() - nanos));
        return transport
                .activeSince(memberId)
                .map(active -> active.isBefore(since))
                .orElse(false);
    }

    @Override
    public boolean toQuorumSince(long nanos) {
        long connected = cluster.members().stream()
                .map(Member::id)
                .filter(id -> id == selfId || toMemberSince(id, nanos))
                .count();
        return connected > cluster.members().size() / 2;
    }
}
