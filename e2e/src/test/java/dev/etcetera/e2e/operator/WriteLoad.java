package dev.etcetera.e2e.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.e2e.framework.Await;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.kv.PutResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Writers on the Service that clients use, each with its own connection and one put under way. A put that failed is tried
 * again, as clients do, until it is acknowledged; how long that takes is what is measured.
 */
final class WriteLoad implements AutoCloseable {
    private static final int WRITERS = 3;
    private static final long ATTEMPT_MILLIS = 2_000;
    private static final long RETRY_MILLIS = 50;
    private static final long PAUSE_MILLIS = 5;
    /** A client that gives up would give up here. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Map<String, Long> acknowledged = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
    private final List<Thread> writers;
    private volatile boolean stopped;
    private long lastAckNanos = System.nanoTime();
    private long longestGapNanos;
    private long longestPutNanos;
    private long retries;
    private long term;

    /** What the writers met since the last look. The gap is the longest time in which nobody's put was acknowledged. */
    record Span(Duration longestGap, Duration longestPut, long retries, long term) {}

    WriteLoad(String endpoint) {
        this(() -> Client.builder().endpoints(endpoint).build(), Long.MAX_VALUE);
    }

    /** With a new connection after so many puts: that it is made counts as part of the next one. */
    WriteLoad(Supplier<Client> clients, long putsPerClient) {
        writers = IntStream.range(0, WRITERS)
                .mapToObj(i -> Thread.ofVirtual().start(() -> {
                    for (long first = 0; !stopped; first += putsPerClient) {
                        try (Client client = clients.get()) {
                            write("load/" + i + "/", client, first, putsPerClient);
                        }
                    }
                }))
                .toList();
    }

    private void write(String prefix, Client client, long first, long count) {
        for (long sequence = first; !stopped && sequence - first < count; sequence++) {
            String key = prefix + "%08d".formatted(sequence);
            long begin = System.nanoTime();
            boolean done = false;
            while (!done && System.nanoTime() - begin < PATIENCE.toNanos()) {
                done = attempt(client, key, begin);
            }
            if (!done) {
                failures.add(key + " was not acknowledged within " + PATIENCE.toSeconds() + " s");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS));
        }
    }

    private boolean attempt(Client client, String key, long begin) {
        try {
            PutResponse response =
                    client.getKVClient().put(bytes(key), bytes("of " + key)).get(ATTEMPT_MILLIS, TimeUnit.MILLISECONDS);
            acknowledged.put(key, response.getHeader().getRevision());
            succeeded(begin, response.getHeader().getRaftTerm());
            return true;
        } catch (ExecutionException | TimeoutException e) {
            failed();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(RETRY_MILLIS));
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private synchronized void succeeded(long begin, long raftTerm) {
        long now = System.nanoTime();
        longestGapNanos = Math.max(longestGapNanos, now - lastAckNanos);
        longestPutNanos = Math.max(longestPutNanos, now - begin);
        lastAckNanos = now;
        term = Math.max(term, raftTerm);
    }

    private synchronized void failed() {
        retries++;
    }

    /** What was met since the last call. */
    synchronized Span cut() {
        long gap = Math.max(longestGapNanos, System.nanoTime() - lastAckNanos);
        Span span = new Span(Duration.ofNanos(gap), Duration.ofNanos(longestPutNanos), retries, term);
        longestGapNanos = 0;
        longestPutNanos = 0;
        retries = 0;
        return span;
    }

    /** Puts that not even patience brought through. */
    List<String> failures() {
        return List.copyOf(failures);
    }

    Map<String, Long> acknowledged() {
        return Map.copyOf(acknowledged);
    }

    /** Once it has stopped: every acknowledged key is there, and all members have the same. */
    void assertNothingIsLost(TestCluster cluster) {
        String[] lines = cluster.etcdctl()
                .output("get", "load/", "--prefix", "--keys-only")
                .split("\n+");
        Set<String> there = Arrays.stream(lines).collect(Collectors.toSet());
        assertThat(acknowledged.keySet().stream().filter(k -> !there.contains(k)))
                .as("acknowledged and lost")
                .isEmpty();
        System.out.printf("%d puts acknowledged, none lost%n", acknowledged.size());
        Await.until("HashKV is equal on all members", Duration.ofMinutes(1), () -> {
            List<String> hashes = Arrays.stream(
                            cluster.etcdctl().output("endpoint", "hashkv").split("\n"))
                    .map(line -> line.split(", ", 3)[1])
                    .toList();
            return hashes.stream().distinct().count() == 1
                    && hashes.size() == cluster.members().size();
        });
    }

    static ByteSequence bytes(String text) {
        return ByteSequence.from(text, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        stop();
    }

    /** Lets puts under way end. */
    void stop() {
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
