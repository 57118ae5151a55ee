package dev.etcetera.server.transport;

import com.google.protobuf.ByteString;

/** How a {@link PeerRequest} ended. */
sealed interface PeerAnswer {
    /** The peer answered, with whatever status. */
    record Answered(int status, String clusterHex, ByteString body) implements PeerAnswer {
        String text() {
            return body.toStringUtf8().stripTrailing();
        }
    }

    /** There is no answer: the peer is not there, was too slow, or broke off. */
    record Failed(String reason) implements PeerAnswer {}
}
