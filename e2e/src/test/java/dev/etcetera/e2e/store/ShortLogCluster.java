package dev.etcetera.e2e.store;

import static dev.etcetera.e2e.framework.Jetcd.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.e2e.framework.AcknowledgedWrites;
import dev.etcetera.e2e.framework.Agreement;
import dev.etcetera.e2e.framework.Await;
import dev.etcetera.e2e.framework.Implementation;
import dev.etcetera.e2e.framework.Jetcd;
import dev.etcetera.e2e.framework.Leadership;
import dev.etcetera.e2e.framework.Member;
import dev.etcetera.e2e.framework.ProcessCluster;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Three members under a load of writes, with so short a log that one that was away for a moment needs a snapshot. Owned by
 * one test.
 */
final class ShortLogCluster implements AutoCloseable {
    static final Duration SOON = Duration.ofSeconds(60);
    static final String FAILPOINTS = "GOFAIL_FAILPOINTS";
    private static final String[] FLAGS = {"--snapshot-count=50", "--snapshot-catchup-entries=20"};
    private static final int WRITERS = 6;
    private static final int MORE = 50;
    private static final int AT_ONCE = 4;
    /** Many times what the others keep of their log. */
    private static final int OUTPACED = 400;
    /** More than may be on its way to a member in its streams: 512 messages with as many entries as there are writers. */
    private static final int OUTPACED_STREAMS = 600 * WRITERS;
    /** Within two election timeouts a leader notices that a member does not answer, and keeps nothing for it any more. */
    private static final Duration UNHEARD = Duration.ofSeconds(2);

    private final String prefix;
    private final ProcessCluster cluster;
    private final List<Client> clients;
    private final AcknowledgedWrites writes;
    private final Member laggard;

    private ShortLogCluster(String prefix, ProcessCluster cluster) {
        this.prefix = prefix;
        this.cluster = cluster;
        clients = cluster.endpoints().stream()
                .map(endpoint -> Jetcd.client(List.of(endpoint)))
                .toList();
        writes = new AcknowledgedWrites(prefix + "key", clients, WRITERS);
        Member leader = new Leadership(cluster).leader();
        laggard = cluster.members().stream()
                .filter(member -> member != leader)
                .findFirst()
                .orElseThrow();
    }

    /** {@code prefix} begins the keys that are written. */
    static ShortLogCluster start(String prefix) {
        return new ShortLogCluster(prefix, ProcessCluster.start(Implementation.underTest(), 3, FLAGS));
    }

    /** The follower that things are done to. */
    Member laggard() {
        return laggard;
    }

    ProcessCluster cluster() {
        return cluster;
    }

    AcknowledgedWrites writes() {
        return writes;
    }

    /** The member that leads now. */
    Member leader() {
        return new Leadership(cluster).leader();
    }

    /** Writes so many mebibytes through the leader, a few at a time: a snapshot takes its time then. */
    void fill(int mebibytes) {
        ByteSequence large = ByteSequence.from(new byte[1 << 20]);
        try (Client client = Jetcd.client(List.of(leader().endpoint()))) {
            for (int written = 0; written < mebibytes; written += AT_ONCE) {
                int first = written;
                IntStream.range(0, AT_ONCE)
                        .mapToObj(i -> client.getKVClient().put(bytes("large/" + (first + i)), large))
                        .toList()
                        .forEach(Jetcd::get);
            }
        }
    }

    void awaitMoreWrites() {
        awaitMoreWrites(MORE);
    }

    private void awaitMoreWrites(int more) {
        int before = writes.count();
        Await.until("writes go on", SOON, () -> writes.count() > before + more);
    }

    /** Lets the others, to whom the laggard is not connected, drop the log behind what it has. */
    void outpace() {
        Await.pass(UNHEARD);
        awaitMoreWrites(OUTPACED);
    }

    /** The same, when the laggard is connected and silent. */
    void outpaceStreams() {
        Await.pass(UNHEARD);
        awaitMoreWrites(OUTPACED_STREAMS);
    }

    /** A leader keeps its log for 30 s after it sent a snapshot; with this there is none that did. */
    void restartLeader() {
        Member leader = leader();
        leader.stop();
        leader.start();
        leader.awaitListening(SOON);
        leader();
        awaitMoreWrites();
    }

    /** How many snapshots of others the laggard has gone over to. */
    long applied() {
        return said("applied snapshot");
    }

    /** How often the laggard said so. */
    long said(String message) {
        return laggard.log()
                .lines()
                .filter(line -> line.contains("\"msg\":\"" + message + "\""))
                .count();
    }

    void awaitApplied(long count) {
        Await.until(laggard.name() + " applied snapshot " + count, SOON, () -> applied() >= count);
    }

    /** Ends the load: nothing acknowledged is missing, and all members agree. */
    void check() {
        cluster.awaitHealthy();
        awaitMoreWrites();
        writes.close();
        assertThat(writes.violations()).isEmpty();
        Agreement.assertNothingLost(cluster.endpoints(), prefix, writes.revisions());
        Agreement.assertEqualHashes(cluster, writes.highestRevision());
        System.out.printf(
                "%s: %d writes acknowledged, %d failed, %d snapshots applied%n",
                prefix, writes.count(), writes.failures(), applied());
    }

    @Override
    public void close() {
        writes.close();
        clients.forEach(Client::close);
        cluster.close();
    }
}
