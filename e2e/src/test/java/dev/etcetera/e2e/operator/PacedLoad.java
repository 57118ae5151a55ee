package dev.etcetera.e2e.operator;

import io.etcd.jetcd.Client;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Puts at a steady rate, each of another key, to all members in turn, without waiting for the answers of those before; and which
 * of them were acknowledged when. What fails is not tried again. Owned by one test.
 */
final class PacedLoad implements AutoCloseable {
    /** More are under way only where the cluster does not keep up: then the rate is not reached. */
    private static final int UNDER_WAY = 500;

    private static final int VALUE_BYTES = 100;

    private final Map<String, Acknowledgement> acknowledged = new ConcurrentHashMap<>();
    private final Semaphore free = new Semaphore(UNDER_WAY);
    private final List<Client> clients;
    private final int perSecond;
    private final Thread thread;
    private volatile boolean stopped;

    /** When a client was told that its put is in the cluster, and at which revision. */
    record Acknowledgement(Instant moment, long revision) {}

    PacedLoad(TestCluster cluster, int perSecond) {
        this.perSecond = perSecond;
        clients = cluster.pods().stream()
                .map(pod -> Clients.to(
                        cluster, Objects.requireNonNull(pod.getStatus().getPodIP())))
                .toList();
        thread = Thread.ofPlatform().start(this::run);
    }

    private void run() {
        long begin = System.nanoTime();
        for (long number = 0; !stopped; number++) {
            long due = begin + number * TimeUnit.SECONDS.toNanos(1) / perSecond;
            while (System.nanoTime() - due < 0) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            free.acquireUninterruptibly();
            put("load/%08d".formatted(number), clients.get((int) (number % clients.size())));
        }
    }

    private void put(String key, Client client) {
        var _ = client.getKVClient()
                .put(WriteLoad.bytes(key), WriteLoad.bytes("x".repeat(VALUE_BYTES)))
                .whenComplete((response, _) -> {
                    free.release();
                    if (response != null) {
                        acknowledged.put(
                                key,
                                new Acknowledgement(
                                        Instant.now(), response.getHeader().getRevision()));
                    }
                });
    }

    Map<String, Acknowledgement> acknowledged() {
        return Map.copyOf(acknowledged);
    }

    /** How many were acknowledged a second in these last seconds. */
    double rate(Instant until, int seconds) {
        Instant from = until.minusSeconds(seconds);
        return acknowledged.values().stream()
                        .map(Acknowledgement::moment)
                        .filter(moment -> moment.isAfter(from) && !moment.isAfter(until))
                        .count()
                / (double) seconds;
    }

    /** Answers that are under way are not waited for: nobody may be there to give them. */
    @Override
    public void close() {
        stopped = true;
        free.release(UNDER_WAY);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        clients.forEach(Client::close);
    }
}
