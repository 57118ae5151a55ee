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
import dev.etcetera.e2e.framework.ProcessCluster;
import dev.etcetera.e2e.framework.Project;
import io.etcd.jetcd.Client;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Damage to what had been durable in the log: the member refuses to start, in one line with file, offset and advice, and
 * changes nothing; the advice works.
 */
class WalDamageE2E {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int WRITERS = 20;
    private static final int LARGE_BYTES = 1_400_000;
    private static final int SEGMENTS = 3;

    @Test
    void aLogOfSeveralSegmentsIsRefusedWhicheverIsDamaged() throws IOException {
        try (ProcessCluster cluster = ProcessCluster.start(Implementation.ETCETERA, 1)) {
            Member member = cluster.member(0);
            WalFiles wal = new WalFiles(member.dataDirectory().resolve("member/wal"));
            int keys = fill(cluster, wal);
            member.stop();
            List<Path> segments = wal.segments();
            Path first = segments.get(0);
            Path middle = segments.get(1);
            Path last = segments.get(2);

            WalFiles.Place entry = WalFiles.records(first).stream()
                    .filter(record -> record.length() > LARGE_BYTES)
                    .toList()
                    .get(20);
            WalFiles.flipBit(first, entry.offset() + 1000);
            assertDamage(member, wal, first, entry.offset(), "a record does not match its checksum");
            WalFiles.flipBit(first, entry.offset() + 1000);

            WalFiles.flipBit(last, 12);
            assertDamage(member, wal, last, 0, "it does not continue the segment before it");
            WalFiles.flipBit(last, 12);

            without(
                    first,
                    () -> assertDamage(
                            member, wal, middle, 0, "the segments before it, with what follows index 0, are missing"));
            without(middle, () -> assertDamage(member, wal, last, 0, "the segment before it is missing"));
            without(last, () -> {
                WalFiles.write(last, 0, new byte[0]);
                assertDamage(member, wal, last, 0, "it is empty");
                Files.delete(last);
            });
            assertUnreadable(member, wal, middle);
            long length = Files.size(middle);
            without(
                    last,
                    () -> assertThat(Refusal.of(member).reason())
                            .contains(
                                    "the end of the log was lost",
                                    wal.directory().toString(),
                                    Refusal.ADVICE));
            WalFiles.setLength(middle, length);

            member.start();
            member.awaitHealthy(SOON);
            assertThat(cluster.etcdctl().output("get", "large/", "--prefix", "--count-only", "-w", "fields"))
                    .contains("\"Count\" : " + keys);
        }
    }

    private static int fill(ProcessCluster cluster, WalFiles wal) {
        String value = "x".repeat(LARGE_BYTES);
        int keys = 0;
        try (Client client = Jetcd.client(cluster.endpoints())) {
            while (wal.segments().size() < SEGMENTS) {
                Jetcd.get(client.getKVClient().put(Jetcd.bytes("large/" + keys++), Jetcd.bytes(value)));
            }
            Jetcd.get(client.getKVClient().put(Jetcd.bytes("large/" + keys++), Jetcd.bytes("in the last one")));
        }
        return keys;
    }

    private interface Step {
        void run() throws IOException;
    }

    private static void without(Path file, Step step) throws IOException {
        Path aside = file.resolveSibling("aside");
        Files.move(file, aside);
        step.run();
        Files.move(aside, file);
    }

    /** Without the right to read everything that root has. */
    private static void assertUnreadable(Member member, WalFiles wal, Path file) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
        String before = wal.listing();
        Refusal refusal =
                Refusal.of(member, () -> member.startBy("setpriv", "--bounding-set=-dac_override,-dac_read_search"));
        assertThat(refusal.reason()).isEqualTo(file + ": permission denied: give it to the user that etcd runs as");
        assertThat(wal.listing()).isEqualTo(before);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private static void assertDamage(Member member, WalFiles wal, Path file, long offset, String damage) {
        String before = wal.listing();
        assertThat(Refusal.of(member).reason())
                .isEqualTo("wal: %s is damaged at offset %d: %s; nothing was changed; %s"
                        .formatted(file, offset, damage, Refusal.ADVICE));
        assertThat(wal.listing()).isEqualTo(before);
    }

    @Test
    void aMemberOfThreeWithADamagedLogIsReplacedAsTheAdviceSays() {
        try (ProcessCluster cluster = ProcessCluster.start(Implementation.ETCETERA, 3);
                Client client = Jetcd.client(cluster.endpoints())) {
            Member victim = follower(cluster);
            AcknowledgedWrites writes = new AcknowledgedWrites("damage", List.of(client), WRITERS);
            try (writes) {
                awaitMore(writes);
                victim.stop();
                WalFiles wal = new WalFiles(victim.dataDirectory().resolve("member/wal"));
                Path tail = wal.last();
                List<WalFiles.Place> records = WalFiles.records(tail);
                WalFiles.Place middle = records.get(records.size() / 2);
                WalFiles.flipBit(tail, middle.end() - 9);
                assertThat(Refusal.of(victim).reason())
                        .contains(tail + " is damaged at offset " + middle.offset(), Refusal.ADVICE);
                replace(cluster, victim);
                awaitMore(writes);
            }
            assertThat(writes.violations()).isEmpty();
            Agreement.assertNothingLost(cluster.endpoints(), "damage", writes.revisions());
            Agreement.assertEqualHashes(cluster, writes.highestRevision());
        }
    }

    /** Such a follower would vote for a leader that lacks what it has promised to hold. */
    @Test
    void aFollowerThatLostItsLastWritesDoesNotVote() {
        try (ProcessCluster cluster = ProcessCluster.start(Implementation.ETCETERA, 3)) {
            Member victim = follower(cluster);
            cluster.etcdctl().output("put", "promised", "value");
            Await.until(
                    "the follower has applied it",
                    SOON,
                    () -> new Etcdctl(List.of(victim.endpoint()))
                            .run("get", "--consistency=s", "promised")
                            .out()
                            .contains("value"));
            victim.stop();
            Path tail = new WalFiles(victim.dataDirectory().resolve("member/wal")).last();
            WalFiles.Place entry = WalFiles.lastEntry(tail);
            int lost = (int) (WalFiles.records(tail).getLast().end() - entry.offset());
            byte[] bytes = WalFiles.read(tail, entry.offset(), lost);
            WalFiles.write(tail, entry.offset(), new byte[lost]);
            assertThat(Refusal.of(victim).reason()).contains("the end of the log was lost", Refusal.ADVICE);
            WalFiles.write(tail, entry.offset(), bytes);
            victim.start();
            victim.awaitHealthy(SOON);
        }
    }

    @Test
    void theOnlyMemberIsRestoredFromASnapshotAsTheAdviceSays() throws IOException {
        Path snapshot = Project.newDirectory("snapshot").resolve("saved.db");
        try (ProcessCluster cluster = ProcessCluster.start(Implementation.ETCETERA, 1)) {
            Member member = cluster.member(0);
            cluster.etcdctl().output("put", "key", "value");
            cluster.etcdctl().output("snapshot", "save", snapshot.toString());
            member.stop();
            Path tail = new WalFiles(member.dataDirectory().resolve("member/wal")).last();
            WalFiles.Place entry = WalFiles.lastEntry(tail);
            WalFiles.flipBit(tail, entry.end() - 9);
            assertThat(Refusal.of(member).reason()).contains(Refusal.ADVICE);
            Files.move(member.dataDirectory(), member.dataDirectory().resolveSibling("damaged"));
            Command.Result restored = new Command(List.of(
                            Project.tool("etcd", "etcdutl").toString(),
                            "snapshot",
                            "restore",
                            snapshot.toString(),
                            "--name=" + member.name(),
                            "--data-dir=" + member.dataDirectory(),
                            "--initial-cluster=" + member.name() + "=" + member.peerUrl(),
                            "--initial-advertise-peer-urls=" + member.peerUrl()))
                    .run();
            assertThat(restored.exit()).as(restored.toString()).isZero();
            member.start();
            member.awaitHealthy(SOON);
            assertThat(cluster.etcdctl().output("get", "key", "--print-value-only"))
                    .isEqualTo("value\n");
        }
    }

    private static Member follower(ProcessCluster cluster) {
        Member leader = new Leadership(cluster).leader();
        return cluster.members().stream()
                .filter(member -> member != leader)
                .findFirst()
                .orElseThrow();
    }

    private static void replace(ProcessCluster cluster, Member damaged) {
        Roster roster = new Roster(cluster);
        String id = roster.idOf(damaged);
        cluster.forget(damaged);
        cluster.etcdctl().outputOnceNot("etcdserver: unhealthy cluster", "member", "remove", id);
        roster.grow();
    }

    private static void awaitMore(AcknowledgedWrites writes) {
        int before = writes.count();
        Await.until("the writers go on", SOON, () -> writes.count() > before + 5 * WRITERS);
    }
}
