package dev.etcetera.e2e.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.e2e.framework.Await;
import dev.etcetera.e2e.framework.Command;
import dev.etcetera.e2e.framework.Etcdctl;
import dev.etcetera.e2e.framework.Implementation;
import dev.etcetera.e2e.framework.Leadership;
import dev.etcetera.e2e.framework.Member;
import dev.etcetera.e2e.framework.ProcessCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A value changes on one member's disk: the others find out, say which member it is, and stop trusting the cluster. */
class CorruptionE2E {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String VALUE = "the-value-that-will-be-changed-on-disk";

    @Test
    void theHashesOfACompactionTellWhichMemberIsCorrupt() {
        try (ProcessCluster cluster = ProcessCluster.start(
                Implementation.ETCETERA, 3, "--feature-gates=CompactHashCheck=true", "--compact-hash-check-time=1s")) {
            Member corrupt = corruptFollower(cluster);
            corrupt.start();
            cluster.awaitHealthy();
            cluster.etcdctl().output("put", "key", "newer");
            cluster.etcdctl().output("compaction", "3");
            assertAccused(cluster, corrupt);
            Member leader = new Leadership(cluster).leader();
            assertThat(leader.log()).contains("Detected compaction hash mismatch", "finished compaction hash check");
        }
    }

    @Test
    void thePeriodicComparisonTellsWhichMemberIsCorrupt() {
        try (ProcessCluster cluster =
                ProcessCluster.start(Implementation.ETCETERA, 3, "--experimental-corrupt-check-time=1s")) {
            Member corrupt = corruptFollower(cluster);
            corrupt.start();
            assertAccused(cluster, corrupt);
        }
    }

    @Test
    void aCorruptMemberDoesNotStart() {
        try (ProcessCluster cluster =
                ProcessCluster.start(Implementation.ETCETERA, 3, "--experimental-initial-corrupt-check=true")) {
            Member corrupt = corruptFollower(cluster);
            corrupt.start();
            Await.until("the corrupt member has ended", SOON, () -> !corrupt.isAlive());
            assertThat(corrupt.log()).contains("found data inconsistency with peers");
            assertThat(cluster.member(0).log()).contains("starting etcd");
        }
    }

    /** Stops a follower and changes one value in its backend's files. */
    private static Member corruptFollower(ProcessCluster cluster) {
        cluster.etcdctl().output("put", "key", VALUE);
        cluster.etcdctl().output("put", "other", "value");
        Member leader = new Leadership(cluster).leader();
        Member follower = cluster.members().stream()
                .filter(member -> member != leader)
                .findFirst()
                .orElseThrow();
        Await.until(
                "the follower has the value",
                SOON,
                () -> new Etcdctl(List.of(follower.endpoint()))
                        .run("get", "--consistency=s", "key")
                        .out()
                        .contains(VALUE));
        follower.stop();
        assertThat(change(follower.dataDirectory())).isPositive();
        return follower;
    }

    private static int change(Path dataDirectory) {
        try (Stream<Path> files = Files.walk(dataDirectory)) {
            int changed = 0;
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".xd")).toList()) {
                String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
                if (bytes.contains(VALUE)) {
                    Files.writeString(
                            file, bytes.replace(VALUE, VALUE.replace("disk", "d1sk")), StandardCharsets.ISO_8859_1);
                    changed++;
                }
            }
            return changed;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void assertAccused(ProcessCluster cluster, Member corrupt) {
        String id = Long.toUnsignedString(Long.parseUnsignedLong(Leadership.idOf(corrupt), 16));
        Await.until(
                "the alarm is raised",
                SOON,
                () -> cluster.etcdctl()
                        .run("alarm", "list")
                        .out()
                        .replaceAll(" +", " ")
                        .contains("memberID:" + id + " alarm:CORRUPT"));
        Command.Result put = cluster.etcdctl().run("put", "key", "value");
        assertThat(put.exit()).isNotZero();
        assertThat(put.err()).contains("etcdserver: corrupt cluster");
    }
}
