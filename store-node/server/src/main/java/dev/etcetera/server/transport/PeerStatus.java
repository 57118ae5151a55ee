package dev.etcetera.server.transport;

import dev.etcetera.server.log.ZapLog;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether a member is reachable, and since when. Any thread. */
final class PeerStatus {
    private final String peerHex;
    private final PeerMetrics.OfPeer metrics;
    private final ZapLog log;
    private final InstantSource clock;

    private volatile @Nullable Instant since;

    PeerStatus(String peerHex, PeerMetrics.OfPeer metrics, ZapLog log, InstantSource clock) {
        this.peerHex = peerHex;
        this.metrics = metrics;
        this.log = log;
        this.clock = clock;
    }

    synchronized void activate() {
        if (since == null) {
            log.info("peer became active", "peer-id", peerHex);
            since = clock.instant();
            metrics.activated();
        }
    }

    /** For instance {@code deactivate("stream Message", "read", "EOF")}. */
    synchronized void deactivate(String source, String action, String reason) {
        String error = "failed to " + action + " " + peerHex + " on " + source + " (" + reason + ")";
        if (since == null) {
            log.debug("peer deactivated again", "peer-id", peerHex, "error", error);
            return;
        }
        log.warn("peer became inactive (message send to peer failed)", "peer-id", peerHex, "error", error);
        since = null;
        metrics.deactivated();
    }

    boolean isActive() {
        return since != null;
    }

    Optional<Instant> activeSince() {
        return Optional.ofNullable(since);
    }
}
