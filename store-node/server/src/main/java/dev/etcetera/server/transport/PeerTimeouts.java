package dev.etcetera.server.transport;

import java.time.Duration;

/**
 * How long the transport waits.
 *
 * @param dial until a connection stands; etcd takes one second and the election timeout
 * @param read until something comes on a stream; heartbeats come three times as often
 * @param write until a peer takes what was written to it
 * @param redial between two attempts to connect
 */
public record PeerTimeouts(Duration dial, Duration read, Duration write, Duration redial) {
    /** etcd's values with the default election timeout. */
    public static PeerTimeouts defaults() {
        return new PeerTimeouts(
                Duration.ofSeconds(2), Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofMillis(100));
    }
}
