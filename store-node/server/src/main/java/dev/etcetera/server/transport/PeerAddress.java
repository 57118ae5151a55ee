package dev.etcetera.server.transport;

import java.net.URI;
import java.util.Optional;

/** Host and port of a peer URL, and whether it is reached over TLS. */
record PeerAddress(String host, int port, boolean secure) {
    /** Reads a peer URL as etcd writes them, {@code http://host:port} or {@code https://host:port}. */
    static PeerAddress of(String url) {
        URI uri = URI.create(url);
        boolean secure = "https".equals(uri.getScheme());
        if (!secure && !"http".equals(uri.getScheme())) {
            throw new IllegalArgumentException(
                    "peer URL " + url + ": only http and https are supported between members in this release");
        }
        String host = uri.getHost();
        if (host == null || uri.getPort() < 0) {
            throw new IllegalArgumentException("peer URL " + url + " must name a host and a port");
        }
        boolean bracketed = host.startsWith("[");
        return new PeerAddress(bracketed ? host.substring(1, host.length() - 1) : host, uri.getPort(), secure);
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
