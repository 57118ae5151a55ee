package dev.etcetera.e2e.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.etcetera.e2e.framework.AcknowledgedWrites;
import dev.etcetera.e2e.framework.Agreement;
import dev.etcetera.e2e.framework.Await;
import dev.etcetera.e2e.framework.FailingVolume;
import dev.etcetera.e2e.framework.Implementation;
import dev.etcetera.e2e.framework.Jetcd;
import dev.etcetera.e2e.framework.Json;
import dev.etcetera.e2e.framework.Leadership;
import dev.etcetera.e2e.framework.Member;
import dev.etcetera.e2e.framework.MemberPorts;
import dev.etcetera.e2e.framework.ProcessCluster;
import io.etcd.jetcd.Client;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The kernel refuses to write to a member's disk while clients write: the member ends at once and says in one line which file
 * it was, the others go on with nothing lost, and with a good disk that holds what the bad one held it comes back.
 */
class FailingDiskE2E {
    private static final int WRITERS = 40;
    private static final int VOLUME_MEBIBYTES = 320;
    private static final int FAILED = 1;
    private static final Duration SOON = Duration.ofSeconds(60);

    /** What lies on the disk that fails. */
    private enum Part {
        EVERYTHING("data/member", "(wal|backend): fsync of |snap: writing "),
        LOG("log", "wal: fsync of "),
        DATABASE("data/member/backend", "backend: fsync of "),
        SNAPSHOTS("data/member/snap", "snap: writing ");

        private final String directory;
        /** What is said of whatever is written first when it fails. */
        private final Pattern begin;

        Part(String directory, String begin) {
            this.directory = directory;
            this.begin = Pattern.compile(begin);
        }

        Path directory(Member member) {
            return member.dataDirectory().resolveSibling(directory);
        }

        void start(Member member) {
            if (this == LOG) {
                member.startWith("--wal-dir=" + directory(member).resolve("wal"));
            } else {
                member.start();
            }
        }
    }

    @Test
    void aFollowerWhoseDiskFailsEndsAndTheOthersGoOn() {
        run(Part.EVERYTHING, false);
    }

    @Test
    void aLeaderWhoseDiskFailsEndsAndAnotherLeads() {
        run(Part.EVERYTHING, true);
    }

    @Test
    void aLeaderWhoseLogFailsEndsThoughItsDatabaseIsGood() {
        run(Part.LOG, true);
    }

    @Test
    void aFollowerWhoseDatabaseFailsEndsThoughItsLogIsGood() {
        run(Part.DATABASE, false);
    }

    @Test
    void aLeaderThatCannotWriteASnapshotFileEnds() {
        run(Part.SNAPSHOTS, true);
    }

    private static void run(Part part, boolean leads) {
        List<MemberPorts> ports = MemberPorts.free(3);
        // A checkpoint, which makes the database durable, every so many entries.
        try (ProcessCluster cluster = ProcessCluster.prepare(Implementation.ETCETERA, ports, "--snapshot-count=500")) {
            Path directory = part.directory(cluster.member(0));
            try (FailingVolume volume = FailingVolume.mount(directory, VOLUME_MEBIBYTES);
                    Member victim = cluster.member(0)) {
                part.start(victim);
                cluster.members().subList(1, 3).forEach(Member::start);
                cluster.awaitHealthy();
                new Leadership(cluster).moveTo(cluster.member(leads ? 0 : 1));
                survive(cluster, part, volume);
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError(e.getMessage() + "\n" + cluster.logTails(), e);
            }
        }
    }

    private static void survive(ProcessCluster cluster, Part part, FailingVolume volume) {
        Member victim = cluster.member(0);
        List<Client> clients = cluster.endpoints().stream()
                .map(endpoint -> Jetcd.client(List.of(endpoint)))
                .toList();
        AcknowledgedWrites writes = new AcknowledgedWrites("disk", clients, WRITERS);
        try (writes) {
            awaitMoreWrites(writes);
            volume.fail();
            Await.until(victim.name() + " ends", SOON, () -> !victim.isAlive());
            assertThat(victim.exitStatus()).isEqualTo(FAILED);
            assertLastWords(victim, part, volume);
            awaitMoreWrites(writes);
            volume.replace();
            part.start(victim);
            cluster.awaitHealthy();
            awaitMoreWrites(writes);
        } finally {
            clients.forEach(Client::close);
        }
        assertThat(writes.violations()).isEmpty();
        Agreement.assertNothingLost(cluster.endpoints(), "disk", writes.revisions());
        Agreement.assertEqualHashes(cluster, writes.highestRevision());
        System.out.printf(
                "%s: %d writes acknowledged, %d lost with the member, hashes equal%n",
                part, writes.count(), writes.failures());
    }

    private static void awaitMoreWrites(AcknowledgedWrites writes) {
        int before = writes.count();
        Await.until("writes go on", SOON, () -> writes.count() > before + 20 * WRITERS);
    }

    /** One line, the last, with the file and what the kernel said about it. */
    private static void assertLastWords(Member member, Part part, FailingVolume volume) {
        List<JsonNode> lines = member.log().lines().map(Json::parse).toList();
        assertThat(lines.stream().filter(FailingDiskE2E::isFatal)).hasSize(1);
        assertThat(isFatal(lines.getLast())).isTrue();
        String error = lines.getLast().path("error").asText();
        System.out.println(error);
        assertThat(error)
                .matches(said -> part.begin.matcher(said).lookingAt(), "begins with " + part.begin)
                .contains(volume.directory().toString())
                .endsWith("Input/output error");
        assertThat(lines.getLast().has("stacktrace")).isFalse();
    }

    private static boolean isFatal(JsonNode line) {
        return line.path("level").asText().equals("fatal");
    }
}
