package dev.etcetera.e2e.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.e2e.framework.AcknowledgedWrites;
import dev.etcetera.e2e.framework.Agreement;
import dev.etcetera.e2e.framework.Await;
import dev.etcetera.e2e.framework.Implementation;
import dev.etcetera.e2e.framework.Jetcd;
import dev.etcetera.e2e.framework.Member;
import dev.etcetera.e2e.framework.ProcessCluster;
import io.etcd.jetcd.Client;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * kill -9 under load, of one member and of all: no acknowledged write is lost, revisions never go back, all members agree.
 * -Drounds=20 and -Dclients=1000 for the long run.
 */
class KillE2E {
    private static final int ROUNDS = Integer.getInteger("rounds", 3);
    private static final int CLIENTS = Integer.getInteger("clients", 300);
    private static final Duration LOAD = Duration.ofSeconds(2);
    private static final Duration SOON = Duration.ofSeconds(60);

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
        Agreement.assertNothingLost(cluster.endpoints(), "round", acknowledged);
        Agreement.assertEqualHashes(cluster, writes.highestRevision());
        System.out.printf(
                "round %d: %d writes acknowledged, %d failed, revision %d, hashes equal%n",
                round, writes.count(), writes.failures(), writes.highestRevision());
    }
}
