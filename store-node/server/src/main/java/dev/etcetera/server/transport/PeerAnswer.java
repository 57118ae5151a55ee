package dev.etcetera.server.transport;

import java.nio.charset.StandardCharsets;

/** How a {@link PeerRequest} ended. */
sealed interface PeerAnswer {
    /** The peer answered, with whatever status. */
    record Answered(int status, String clusterHex, byte[] body) implements PeerAnswer {
        String text() {
            return new String(body, StandardCharsets.UTF_8).stripTrailing();
        }
    }

    /** There is no answer: the peer is not there, was too slow, or broke off. */
    record Failed(String reason) implements PeerAnswer {}
}
