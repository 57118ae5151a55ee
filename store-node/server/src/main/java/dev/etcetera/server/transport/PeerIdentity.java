package dev.etcetera.server.transport;

import java.util.List;

/** Who this member is towards the others. */
public record PeerIdentity(long memberId, long clusterId, List<String> peerUrls) {
    public PeerIdentity {
        peerUrls = List.copyOf(peerUrls);
    }

    String memberHex() {
        return Long.toHexString(memberId);
    }

    String clusterHex() {
        return Long.toHexString(clusterId);
    }
}
