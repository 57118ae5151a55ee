package dev.etcetera.server.transport;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The kept connections to one address, each with one request at a time. Owned by the client's event loop.
 *
 * <p>At most {@link #MAX_OPEN} connections; further requests wait in line, at most {@link #MAX_WAITING}, then they fail.
 */
final class ConnectionPool {
    private static final int MAX_OPEN = 32;
    private static final int MAX_WAITING = 8192;

    private final PeerHttpClient client;
    private final PeerAddress peer;
    private final ArrayDeque<PeerConnection> idle = new ArrayDeque<>();
    private final Set<PeerConnection> open = new HashSet<>();
    private final ArrayDeque<Exchange> waiting = new ArrayDeque<>();
    private int connecting;

    ConnectionPool(PeerHttpClient client, PeerAddress peer) {
        this.client = client;
        this.peer = peer;
    }

    PeerAddress peer() {
        return peer;
    }

    void submit(Exchange exchange) {
        long millis = client.timeouts().read().toMillis();
        exchange.timeOutWith(client.loop().schedule(() -> timedOut(exchange), millis, TimeUnit.MILLISECONDS));
        enqueue(exchange);
    }

    private void timedOut(Exchange exchange) {
        exchange.end(new PeerAnswer.Failed("no answer in time"));
        open.stream().filter(c -> c.carries(exchange)).findFirst().ifPresent(PeerConnection::close);
        waiting.remove(exchange);
    }

    private void enqueue(Exchange exchange) {
        PeerConnection free = idle.pollLast();
        if (free != null) {
            free.start(exchange);
        } else if (waiting.size() >= MAX_WAITING) {
            exchange.end(new PeerAnswer.Failed("too many requests wait for " + peer.authority()));
        } else {
            waiting.add(exchange);
            maybeConnect();
        }
    }

    private void maybeConnect() {
        if (connecting < waiting.size() && open.size() + connecting < MAX_OPEN) {
            connecting++;
            client.connect(this);
        }
    }

    void connected(PeerConnection connection) {
        connecting--;
        open.add(connection);
        becameIdle(connection);
    }

    void connectFailed(String reason) {
        connecting--;
        Exchange oldest = open.isEmpty() ? waiting.poll() : null;
        if (oldest != null) {
            oldest.end(new PeerAnswer.Failed(reason));
            maybeConnect();
        }
    }

    void becameIdle(PeerConnection connection) {
        Exchange next = waiting.poll();
        if (next != null) {
            connection.start(next);
        } else {
            idle.addLast(connection);
        }
    }

    /** The connection is gone; what it carried is tried again once if the connection had served before. */
    void lost(PeerConnection connection) {
        open.remove(connection);
        idle.remove(connection);
        maybeConnect();
    }

    void retryOrFail(Exchange exchange, boolean usedBefore, String reason) {
        if (usedBefore && exchange.maybeRetry()) {
            enqueue(exchange);
        } else {
            exchange.end(new PeerAnswer.Failed(reason));
        }
    }

    void close() {
        Set.copyOf(open).forEach(PeerConnection::close);
        ArrayDeque<Exchange> failed = new ArrayDeque<>(waiting);
        waiting.clear();
        failed.forEach(exchange -> exchange.end(new PeerAnswer.Failed("stopped")));
    }
}
