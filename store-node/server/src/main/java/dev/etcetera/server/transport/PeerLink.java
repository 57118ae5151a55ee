package dev.etcetera.server.transport;

import dev.etcetera.server.consensus.PeerEvents;
import dev.etcetera.server.log.ZapLog;

/** What everything that belongs to one peer shares. */
record PeerLink(PeerIdentity self, long peerId, PeerHttpClient client, UrlPicker urls, PeerReports reports) {
    String peerHex() {
        return Long.toHexString(peerId);
    }

    PeerTimeouts timeouts() {
        return client.timeouts();
    }

    PeerEvents events() {
        return reports.events();
    }

    PeerStatus status() {
        return reports.status();
    }

    PeerMetrics.OfPeer metrics() {
        return reports.metrics();
    }

    ZapLog log() {
        return reports.log();
    }

    /** Where a peer's parts report to. */
    record PeerReports(PeerEvents events, PeerStatus status, PeerMetrics.OfPeer metrics, ZapLog log) {}
}
