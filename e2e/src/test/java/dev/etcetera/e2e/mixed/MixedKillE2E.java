package dev.etcetera.e2e.mixed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.e2e.framework.AcknowledgedWrites;
import dev.etcetera.e2e.framework.Agreement;
import dev.etcetera.e2e.framework.Await;
import dev.etcetera.e2e.framework.Implementation;
import dev.etcetera.e2e.framework.Jetcd;
import dev.etcetera.e2e.framework.Leadership;
import dev.etcetera.e2e.framework.Member;
import dev.etcetera.e2e.framework.ProcessCluster;
import io.etcd.jetcd.Client;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each member in turn is killed with signal 9 while it leads, and started again, under load. */
class MixedKillE2E {
    private static final int WRITERS = 60;
    private static final Duration SOON = Duration.ofSeconds(60);

    @ParameterizedTest
    @EnumSource
    void nothingAcknowledgedIsLostWhicheverLeaderIsKilled(Implementation most) {
        Implementation other = most == Implementation.GO ? Implementation.ETCETERA : Implementation.GO;
        try (ProcessCluster cluster = ProcessCluster.start(List.of(most, other, most), ignored -> List.of())) {
            try {
                killEachLeader(cluster);
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError(e.getMessage() + "\n" + cluster.logTails(), e);
            }
        }
    }

    private static void killEachLeader(ProcessCluster cluster) {
        List<Client> clients = cluster.endpoints().stream()
                .map(endpoint -> Jetcd.client(List.of(endpoint)))
                .toList();
        AcknowledgedWrites writes = new AcknowledgedWrites("kill", clients, WRITERS);
        try (writes) {
            for (Member victim : cluster.members()) {
                new Leadership(cluster).moveTo(victim);
                awaitMore(writes);
                victim.kill();
                awaitMore(writes);
                victim.start();
                cluster.awaitHealthy();
            }
            awaitMore(writes);
        } finally {
            clients.forEach(Client::close);
        }
        assertThat(writes.violations()).isEmpty();
        Agreement.assertNothingLost(cluster.endpoints(), "kill", writes.revisions());
        Agreement.assertEqualHashes(cluster, writes.highestRevision());
    }

    private static void awaitMore(AcknowledgedWrites writes) {
        int before = writes.count();
        Await.until("writes go on", SOON, () -> writes.count() > before + 4 * WRITERS);
    }
}
