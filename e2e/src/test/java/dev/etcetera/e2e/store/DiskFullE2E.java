package dev.etcetera.e2e.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.e2e.framework.AcknowledgedWrites;
import dev.etcetera.e2e.framework.Agreement;
import dev.etcetera.e2e.framework.Await;
import dev.etcetera.e2e.framework.Command;
import dev.etcetera.e2e.framework.Etcdctl;
import dev.etcetera.e2e.framework.Implementation;
import dev.etcetera.e2e.framework.Jetcd;
import dev.etcetera.e2e.framework.Leadership;
import dev.etcetera.e2e.framework.Member;
import dev.etcetera.e2e.framework.MemberPorts;
import dev.etcetera.e2e.framework.ProcessCluster;
import dev.etcetera.e2e.framework.SmallVolume;
import io.etcd.jetcd.Client;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The disk is filled to the last byte while clients write: no member dies, reads are served, writes go on where a quorum has
 * room and are refused where not, and when there is room again everything goes on by itself with nothing lost.
 */
class DiskFullE2E {
    private static final int WRITERS = 40;
    private static final int VOLUME_MEBIBYTES = 256;
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String FULL = "disk is almost full: writes are refused until there is room again";
    private static final String ROOMY = "there is room on the disk again: writes are accepted";

    @Test
    void aFollowerWithAFullDiskDoesNotHoldUpTheOthers() {
        run(3, (cluster, volumes, writes) -> {
            Member leader = new Leadership(cluster).leader();
            int follower = cluster.member(0) == leader ? 1 : 0;
            volumes.get(follower).fill();
            Member full = cluster.member(follower);
            awaitLine(full, FULL);
            awaitMoreWrites(writes);
            assertReads(full, "--consistency=s");
            volumes.get(follower).free();
            awaitLine(full, ROOMY);
        });
    }

    @Test
    void aLeaderWithAFullDiskHandsOverAndWritesGoOn() {
        run(3, (cluster, volumes, writes) -> {
            Leadership leadership = new Leadership(cluster);
            Member full = leadership.leader();
            SmallVolume volume = volumes.get(cluster.members().indexOf(full));
            volume.fill();
            awaitLine(full, FULL);
            Await.until("another member leads", SOON, () -> leadership.leader() != full);
            awaitMoreWrites(writes);
            assertReads(full, "--consistency=s");
            assertReads(full, "--consistency=l");
            volume.free();
            awaitLine(full, ROOMY);
        });
    }

    @Test
    void whenEveryDiskIsFullReadsAreServedAndWritesRefused() {
        run(3, (cluster, volumes, writes) -> {
            volumes.forEach(SmallVolume::fill);
            for (Member member : cluster.members()) {
                awaitLine(member, FULL);
                assertReads(member, "--consistency=l");
                assertReads(member, "--consistency=s");
                assertWritesRefused(member);
            }
            volumes.forEach(SmallVolume::free);
            cluster.members().forEach(member -> awaitLine(member, ROOMY));
        });
    }

    @Test
    void aMemberAloneServesReadsAndIsStartedAgainWhileItsDiskIsFull() {
        run(1, (cluster, volumes, writes) -> {
            Member member = cluster.member(0);
            volumes.getFirst().fill();
            awaitLine(member, FULL);
            assertReads(member, "--consistency=l");
            assertWritesRefused(member);
            member.kill();
            member.start();
            cluster.awaitHealthy();
            assertReads(member, "--consistency=l");
            assertWritesRefused(member);
            volumes.getFirst().free();
            awaitLine(member, ROOMY);
        });
    }

    private interface Disaster {
        void strike(ProcessCluster cluster, List<SmallVolume> volumes, AcknowledgedWrites writes);
    }

    private static void run(int members, Disaster disaster) {
        List<SmallVolume> volumes = new ArrayList<>();
        try (ProcessCluster cluster = ProcessCluster.prepare(Implementation.ETCETERA, MemberPorts.free(members))) {
            cluster.members()
                    .forEach(
                            m -> volumes.add(SmallVolume.mount(m.dataDirectory().resolve("member"), VOLUME_MEBIBYTES)));
            cluster.members().forEach(Member::start);
            cluster.awaitHealthy();
            cluster.etcdctl().output("put", "before", "the disk is full");
            List<Client> clients = cluster.endpoints().stream()
                    .map(endpoint -> Jetcd.client(List.of(endpoint)))
                    .toList();
            try (AcknowledgedWrites writes = new AcknowledgedWrites("full", clients, WRITERS)) {
                survive(cluster, volumes, writes, disaster);
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError(e.getMessage() + "\n" + cluster.logTails(), e);
            } finally {
                clients.forEach(Client::close);
            }
        } finally {
            volumes.forEach(SmallVolume::close);
        }
    }

    private static void survive(
            ProcessCluster cluster, List<SmallVolume> volumes, AcknowledgedWrites writes, Disaster disaster) {
        awaitMoreWrites(writes);
        disaster.strike(cluster, volumes, writes);
        assertThat(cluster.members()).allMatch(Member::isAlive);
        awaitMoreWrites(writes);
        cluster.awaitHealthy();
        writes.close();
        assertThat(writes.violations()).isEmpty();
        Agreement.assertNothingLost(cluster.endpoints(), "full", writes.revisions());
        Agreement.assertEqualHashes(cluster, writes.highestRevision());
        System.out.printf(
                "%d writes acknowledged, %d refused or lost, hashes equal%n", writes.count(), writes.failures());
    }

    private static void awaitMoreWrites(AcknowledgedWrites writes) {
        int before = writes.count();
        Await.until("writes go on", SOON, () -> writes.count() > before + 5 * WRITERS);
    }

    private static void awaitLine(Member member, String message) {
        Await.until(
                member.name() + " says: " + message, SOON, () -> member.log().contains(message) && member.isAlive());
    }

    private static void assertReads(Member member, String consistency) {
        assertThat(new Etcdctl(List.of(member.endpoint()))
                        .output("--command-timeout=20s", "get", consistency, "--print-value-only", "before"))
                .isEqualTo("the disk is full\n");
    }

    private static void assertWritesRefused(Member member) {
        Command.Result put = new Etcdctl(List.of(member.endpoint())).run("put", "key", "value");
        assertThat(put.exit()).isNotZero();
        assertThat(put.err()).contains("etcdserver: mvcc: database space exceeded");
    }
}
