package dev.etcetera.server.transport;

import io.netty.handler.codec.http.HttpHeaders;
import java.util.Optional;

/** The headers by which members recognise each other, and the check that they may talk. */
final class PeerHeaders {
    static final String CLUSTER_ID = "X-Etcd-Cluster-ID";
    static final String SERVER_FROM = "X-Server-From";
    static final String SERVER_VERSION = "X-Server-Version";
    static final String MIN_CLUSTER_VERSION = "X-Min-Cluster-Version";
    static final String RAFT_TO = "X-Raft-To";
    static final String PEER_URLS = "X-PeerURLs";

    static final String INCOMPATIBLE_VERSION = "incompatible version";
    static final String CLUSTER_ID_MISMATCH = "cluster ID mismatch";

    /** The etcd release whose protocol we speak. */
    static final String VERSION = "3.7.3";
    /** The oldest cluster that we can be part of. */
    static final String MIN_CLUSTER = "3.0.0";

    private PeerHeaders() {}

    /** Marks a request to another member as ours. */
    static void identify(HttpHeaders headers, PeerIdentity self) {
        headers.set(SERVER_FROM, self.memberHex());
        headers.set(SERVER_VERSION, VERSION);
        headers.set(MIN_CLUSTER_VERSION, MIN_CLUSTER);
        headers.set(CLUSTER_ID, self.clusterHex());
        headers.set(PEER_URLS, String.join(",", self.peerUrls()));
    }

    /** Why a request may not be served, in etcd's words; empty when it may. */
    static Optional<String> refusal(HttpHeaders headers, PeerIdentity self) {
        int remote = minor(headers.get(SERVER_VERSION));
        int remoteMinimum = minor(headers.get(MIN_CLUSTER_VERSION));
        if (remote < minor(MIN_CLUSTER) || remoteMinimum > minor(VERSION)) {
            return Optional.of(INCOMPATIBLE_VERSION);
        }
        if (!self.clusterHex().equals(headers.get(CLUSTER_ID))) {
            return Optional.of(CLUSTER_ID_MISMATCH);
        }
        return Optional.empty();
    }

    /** Major and minor as one number, so that versions compare; what is missing or unreadable counts as etcd 2.0. */
    private static int minor(@org.jspecify.annotations.Nullable String version) {
        String[] parts = (version == null ? "2.0.0" : version).split("\\.", 3);
        try {
            return Integer.parseInt(parts[0]) * 1000 + (parts.length > 1 ? Integer.parseInt(parts[1]) : 0);
        } catch (NumberFormatException e) {
            return 2000;
        }
    }
}
