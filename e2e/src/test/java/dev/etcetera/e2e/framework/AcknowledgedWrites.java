package dev.etcetera.e2e.framework;

import static dev.etcetera.e2e.framework.Jetcd.bytes;

import io.etcd.jetcd.Client;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Many writers, each with one request under way, that remember what was acknowledged. A request that failed may or may not
 * have been done; its key is not used again.
 */
public final class AcknowledgedWrites implements AutoCloseable {
    private static final long REQUEST_SECONDS = 10;
    private static final long PAUSE_MILLIS = 50;

    private final Map<String, Long> revisions = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<String> violations = new ConcurrentLinkedQueue<>();
    private final AtomicLong highest = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private final List<Thread> writers;
    private volatile boolean stopped;

    /** Starts {@code count} writers, spread over the clients; {@code name} begins their keys. */
    public AcknowledgedWrites(String name, List<Client> clients, int count) {
        writers = java.util.stream.IntStream.range(0, count)
                .mapToObj(i ->
                        Thread.ofVirtual().start(() -> write(name + "/" + i + "/", clients.get(i % clients.size()))))
                .toList();
    }

    private void write(String prefix, Client client) {
        for (long sequence = 0; !stopped; sequence++) {
            String key = prefix + sequence;
            long before = highest.get();
            try {
                long revision = client.getKVClient()
                        .put(bytes(key), bytes("of " + key))
                        .get(REQUEST_SECONDS, TimeUnit.SECONDS)
                        .getHeader()
                        .getRevision();
                revisions.put(key, revision);
                if (revision <= before) {
                    violations.add(
                            "%s got revision %d after %d had been acknowledged".formatted(key, revision, before));
                }
                highest.accumulateAndGet(revision, Math::max);
            } catch (ExecutionException | TimeoutException e) {
                failures.incrementAndGet();
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS));
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    public int count() {
        return revisions.size();
    }

    public long failures() {
        return failures.get();
    }

    public long highestRevision() {
        return highest.get();
    }

    public Map<String, Long> revisions() {
        return Map.copyOf(revisions);
    }

    public List<String> violations() {
        return List.copyOf(violations);
    }

    /** Lets requests under way end. */
    @Override
    public void close() {
        stopped = true;
        try {
            for (Thread writer : writers) {
                writer.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
