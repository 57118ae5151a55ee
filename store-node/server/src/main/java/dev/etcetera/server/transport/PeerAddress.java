package dev.etcetera.server.transport;

import java.net.URI;
import java.util.Optional;

/** Host and port of a peer URL. */
record PeerAddress(String host, int port) {
    /** Reads a peer URL as etcd writes them, {@code http://host:port}. */
    static PeerAddress of(String url) {
        URI uri = URI.create(url);
        if (!"http".equals(uri.getScheme())) {
            throw new IllegalArgumentException(
                    "peer URL " + url + ": only http is supported between members in this release");
        }
        String host = uri.getHost();
        if (host == null || uri.getPort() < 0) {
            throw new IllegalArgumentException("peer URL " + url + " must name a host and a port");
        }
        boolean bracketed = host.startsWith("[");
        return new PeerAddress(bracketed ? host.substring(1, host.length() - 1) : host, uri.getPort());
    }

    /** The same for a URL that may be one we cannot use. */
    static Optional<PeerAddress> find(String url) {
        try {
            return Optional.of(of(url));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** As the Host header wants it. */
    String authority() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
