package dev.etcetera.e2e.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.e2e.framework.Await;
import dev.etcetera.e2e.scenario.Disturbance;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.kv.GetResponse;
import io.etcd.jetcd.kv.PutResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Writers, and readers beside them, each with its own connection and one request under way. A put that failed is tried
 * again, as clients do, until it is acknowledged; how long that takes is what is measured. A reader asks, linearizably, for the
 * last key whose put was acknowledged before: an answer without it is stale.
 */
final class WriteLoad implements AutoCloseable {
    private static final int WRITERS = 3;
    private static final long PAUSE_MILLIS = 15;
    /** A client that gives up would give up here. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Map<String, Long> acknowledged = new ConcurrentHashMap<>();
    private final Map<Integer, String> lastOfWriter = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
    private final Tally tally = new Tally();
    private final Runnable atEnd;
    private final List<Thread> threads;
    private volatile boolean stopped;

    /**
     * What the clients met since the last look.
     *
     * @param longestGap the longest time in which nobody's put was acknowledged
     * @param longestReadGap the longest time in which nobody's read was answered
     */
    record Span(Duration longestGap, Duration longestPut, long retries, long term, Duration longestReadGap) {
        void report(String what) {
            Disturbance.report(what, longestGap, longestReadGap);
        }
    }

    /** On the Service, over TLS where the cluster has it. */
    static WriteLoad onService(TestCluster cluster) {
        return new WriteLoad(Clients.onService(cluster), Long.MAX_VALUE);
    }

    /** On the members themselves, each client with another one first. */
    static WriteLoad onMembers(TestCluster cluster) {
        MemberClients clients = new MemberClients(cluster);
        return new WriteLoad(clients::connect, Long.MAX_VALUE, clients::close);
    }

    /** With a new connection after so many puts: that it is made counts as part of the next one. */
    WriteLoad(Supplier<Client> clients, long putsPerClient) {
        this(() -> new Connection(clients), putsPerClient, () -> {});
    }

    private WriteLoad(Supplier<Connection> connections, long putsPerClient, Runnable atEnd) {
        this.atEnd = atEnd;
        threads = IntStream.range(0, WRITERS)
                .boxed()
                .flatMap(i -> Stream.of(
                        Thread.ofVirtual().start(() -> write(i, connections, putsPerClient)),
                        Thread.ofVirtual().start(() -> read(i, connections))))
                .toList();
    }

    private void write(int writer, Supplier<Connection> connections, long putsPerClient) {
        for (long first = 0; !stopped; first += putsPerClient) {
            try (Connection connection = connections.get()) {
                for (long sequence = first; !stopped && sequence - first < putsPerClient; sequence++) {
                    put(writer, "load/%d/%08d".formatted(writer, sequence), connection);
                    pause();
                }
            }
        }
    }

    private void put(int writer, String key, Connection connection) {
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < PATIENCE.toNanos()) {
            PutResponse response =
                    connection.attempt(client -> client.getKVClient().put(bytes(key), bytes("of " + key)));
            if (response != null) {
                acknowledged.put(key, response.getHeader().getRevision());
                lastOfWriter.put(writer, key);
                tally.acknowledged(begin, response.getHeader().getRaftTerm());
                return;
            }
            tally.failed();
        }
        failures.add(key + " was not acknowledged within " + PATIENCE.toSeconds() + " s");
    }

    private void read(int writer, Supplier<Connection> connections) {
        try (Connection connection = connections.get()) {
            while (!stopped) {
                String key = lastOfWriter.get(writer);
                GetResponse response = key == null
                        ? null
                        : connection.attempt(client -> client.getKVClient().get(bytes(key)));
                if (response != null) {
                    tally.read(response.getKvs().isEmpty());
                }
                pause();
            }
        }
    }

    private static void pause() {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS));
    }

    /** What was met since the last call. */
    Span cut() {
        return tally.cut();
    }

    /** Waits until every writer and reader is at work, and begins to measure. */
    WriteLoad running() {
        Await.until(
                "the load runs",
                Duration.ofMinutes(1),
                () -> acknowledged.size() > 50 && lastOfWriter.size() == WRITERS && tally.reads() > 50);
        cut();
        return this;
    }

    /** What was met until puts are acknowledged in a later term than this. */
    Span afterElection(long term) {
        Await.until("a put in a term after " + term, Duration.ofMinutes(1), () -> tally.term() > term);
        return cut();
    }

    /** Puts that not even patience brought through. */
    List<String> failures() {
        return List.copyOf(failures);
    }

    Map<String, Long> acknowledged() {
        return Map.copyOf(acknowledged);
    }

    /** Once it has stopped: no read was stale, every acknowledged key is there, and all members have the same. */
    void assertNothingIsLost(TestCluster cluster) {
        assertNothingIsMissing(cluster);
        Await.until("HashKV is equal on all members", Duration.ofMinutes(1), () -> {
            List<String> hashes = Arrays.stream(
                            cluster.etcdctl().output("endpoint", "hashkv").split("\n"))
                    .map(line -> line.split(", ", 3)[1])
                    .toList();
            return hashes.stream().distinct().count() == 1
                    && hashes.size() == cluster.members().size();
        });
    }

    /** The same while HashKV means nothing yet. */
    void assertNothingIsMissing(TestCluster cluster) {
        String[] lines = cluster.etcdctl()
                .output("get", "load/", "--prefix", "--keys-only")
                .split("\n+");
        Set<String> there = Arrays.stream(lines).collect(Collectors.toSet());
        List<String> lost =
                acknowledged.keySet().stream().filter(k -> !there.contains(k)).toList();
        Disturbance.judged(new Disturbance.Verdict(acknowledged.size(), tally.reads(), lost.size(), tally.stale()));
        System.out.printf(
                "%d puts acknowledged, %d lost; %d linearizable reads, %d stale%n",
                acknowledged.size(), lost.size(), tally.reads(), tally.stale());
        assertThat(lost).as("acknowledged and lost").isEmpty();
        assertThat(tally.stale()).as("stale reads").isZero();
    }

    static ByteSequence bytes(String text) {
        return ByteSequence.from(text, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        stop();
    }

    /** Lets requests under way end. */
    void stop() {
        stopped = true;
        try {
            for (Thread thread : threads) {
                thread.join();
            }
            atEnd.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
