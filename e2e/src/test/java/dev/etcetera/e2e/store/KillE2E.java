package dev.etcetera.e2e.store;

import static dev.etcetera.e2e.store.Jetcd.bytes;
import static dev.etcetera.e2e.store.Jetcd.get;
import static dev.etcetera.e2e.store.Jetcd.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.e2e.framework.Await;
import dev.etcetera.e2e.framework.Etcdctl;
import dev.etcetera.e2e.framework.Implementation;
import dev.etcetera.e2e.framework.Member;
import dev.etcetera.e2e.framework.ProcessCluster;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.kv.GetResponse;
import io.etcd.jetcd.options.GetOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * kill -9 under load, of one member and of all: no acknowledged write is lost, revisions never go back, all members agree.
 * -Drounds=20 and -Dclients=1000 for the long run.
 */
class KillE2E {
    private static final int ROUNDS = Integer.getInteger("rounds", 3);
    private static final int CLIENTS = Integer.getInteger("clients", 300);
    private static final int PAGE = 2000;
    private static final Duration LOAD = Duration.ofSeconds(2);
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Pattern HASH = Pattern.compile("\"hash\":(\\d+)");

    private final Random random = new Random(Long.getLong("seed", 1));

    @Test
    void nothingAcknowledgedIsLostWhenOneMemberIsKilled() {
        run(cluster -> {
            Member victim = cluster.member(random.nextInt(cluster.members().size()));
            victim.kill();
            Await.pass(LOAD);
            victim.start();
        });
    }

    @Test
    void nothingAcknowledgedIsLostWhenAllMembersAreKilled() {
        run(cluster -> {
            cluster.members().forEach(Member::kill);
            cluster.members().forEach(Member::start);
        });
    }

    private interface Disaster {
        void strike(ProcessCluster cluster);
    }

    private static void run(Disaster disaster) {
        try (ProcessCluster cluster = ProcessCluster.start(Implementation.underTest(), 3)) {
            Map<String, Long> acknowledged = new HashMap<>();
            for (int round = 1; round <= ROUNDS; round++) {
                try {
                    round(cluster, round, disaster, acknowledged);
                } catch (RuntimeException | AssertionError e) {
                    throw new AssertionError(
                            "round %d: %s%n%s".formatted(round, e.getMessage(), cluster.logTails()), e);
                }
            }
        }
    }

    private static void round(ProcessCluster cluster, int round, Disaster disaster, Map<String, Long> acknowledged) {
        List<Client> clients = cluster.endpoints().stream()
                .map(endpoint -> Jetcd.client(List.of(endpoint)))
                .toList();
        AcknowledgedWrites writes = new AcknowledgedWrites("round" + round, clients, CLIENTS);
        try (writes) {
            Await.until("writes before the disaster", SOON, () -> writes.count() > CLIENTS);
            Await.pass(LOAD);
            disaster.strike(cluster);
            cluster.awaitHealthy();
            int before = writes.count();
            Await.until("writes after the disaster", SOON, () -> writes.count() > before + CLIENTS);
        } finally {
            clients.forEach(Client::close);
        }
        assertThat(writes.violations()).isEmpty();
        acknowledged.putAll(writes.revisions());
        assertNothingLost(cluster, acknowledged);
        assertEqualHashes(cluster, writes.highestRevision());
        System.out.printf(
                "round %d: %d writes acknowledged, %d failed, revision %d, hashes equal%n",
                round, writes.count(), writes.failures(), writes.highestRevision());
    }

    private static void assertNothingLost(ProcessCluster cluster, Map<String, Long> acknowledged) {
        Map<String, Long> found = new HashMap<>();
        try (Client client = Jetcd.client(cluster.endpoints())) {
            String key = "round";
            boolean more = true;
            while (more) {
                GetResponse page = get(client.getKVClient()
                        .get(
                                bytes(key),
                                GetOption.builder()
                                        .withRange(bytes("roune"))
                                        .withLimit(PAGE)
                                        .build()));
                for (KeyValue kv : page.getKvs()) {
                    found.put(text(kv.getKey()), kv.getModRevision());
                    key = text(kv.getKey()) + "\0";
                }
                more = page.isMore();
            }
        }
        acknowledged.forEach((key, revision) -> assertThat(found).as(key).containsEntry(key, revision));
    }

    private static void assertEqualHashes(ProcessCluster cluster, long revision) {
        List<String> hashes = cluster.endpoints().stream()
                .map(endpoint ->
                        Await.value(endpoint + " has revision " + revision, SOON, () -> hash(endpoint, revision)))
                .toList();
        assertThat(hashes.stream().distinct())
                .as("hashes at revision %d: %s", revision, hashes)
                .hasSize(1);
    }

    private static java.util.Optional<String> hash(String endpoint, long revision) {
        String out = new Etcdctl(List.of(endpoint))
                .run("endpoint", "hashkv", "--rev=" + revision, "-w", "json")
                .out();
        Matcher matcher = HASH.matcher(out);
        return matcher.find() ? java.util.Optional.of(matcher.group(1)) : java.util.Optional.empty();
    }
}
