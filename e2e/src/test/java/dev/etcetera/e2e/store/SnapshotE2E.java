package dev.etcetera.e2e.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.e2e.framework.Await;
import dev.etcetera.e2e.framework.Command;
import dev.etcetera.e2e.framework.Etcdctl;
import dev.etcetera.e2e.framework.Implementation;
import dev.etcetera.e2e.framework.Member;
import dev.etcetera.e2e.framework.MemberPorts;
import dev.etcetera.e2e.framework.ProcessCluster;
import dev.etcetera.e2e.framework.Project;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Snapshots and data directories go from Go etcd to us and back: the tools are Go's, unmodified. */
class SnapshotE2E {
    private static final Duration TAKE_OVER = Duration.ofSeconds(60);

    @Test
    void whatWeSaveIsRestoredByEtcdutlAndServedByEither() {
        Path snapshot = Project.newDirectory("snapshot").resolve("ours.db");
        String hash;
        try (ProcessCluster cluster = ProcessCluster.start(Implementation.ETCETERA, 1)) {
            fill(cluster.etcdctl());
            cluster.etcdctl().output("snapshot", "save", snapshot.toString());
            hash = hashOf(cluster);
        }
        assertThat(etcdutl("snapshot", "status", snapshot.toString(), "-w", "json"))
                .contains("\"version\":\"3.7.0\"", "\"revision\":106");
        for (Implementation implementation : Implementation.values()) {
            try (ProcessCluster restored = restored(snapshot, implementation)) {
                assertThat(hashOf(restored)).as(implementation.name()).isEqualTo(hash);
                assertHolds(restored.etcdctl());
            }
        }
    }

    @Test
    void whatGoSavedAndRestoredIsServedByUs() {
        Path snapshot = Project.newDirectory("snapshot").resolve("go.db");
        String hash;
        try (ProcessCluster cluster = ProcessCluster.start(Implementation.GO, 1)) {
            fill(cluster.etcdctl());
            cluster.etcdctl().output("snapshot", "save", snapshot.toString());
            hash = hashOf(cluster);
        }
        try (ProcessCluster restored = restored(snapshot, Implementation.ETCETERA)) {
            assertThat(hashOf(restored)).isEqualTo(hash);
            assertHolds(restored.etcdctl());
        }
    }

    /** The log and the database of the Go member are ours from then on, also when the first start is cut off. */
    @Test
    void memberGoesOnInTheDirectoryOfAStoppedGoMember() {
        List<MemberPorts> ports = MemberPorts.free(1);
        try (ProcessCluster before = ProcessCluster.start(Implementation.GO, ports);
                ProcessCluster after = ProcessCluster.prepare(Implementation.ETCETERA, ports)) {
            fill(before.etcdctl());
            String hash = hashOf(before);
            String member = before.etcdctl().output("member", "list");
            before.member(0).stop();
            Member ours = after.member(0);
            move(before.member(0).dataDirectory(), ours.dataDirectory());

            ours.start();
            Await.until(
                    "the take-over begins",
                    TAKE_OVER,
                    () -> ours.log().contains("taking over the database of a Go member"));
            ours.kill();
            ours.start();
            after.awaitHealthy();

            assertThat(hashOf(after)).isEqualTo(hash);
            assertThat(after.etcdctl().output("member", "list")).isEqualTo(member);
            assertHolds(after.etcdctl());
            assertThat(ours.dataDirectory().resolve("member/snap/db")).doesNotExist();
            ours.stop();
            ours.start();
            after.awaitHealthy();
            assertHolds(after.etcdctl());
        }
    }

    private static void fill(Etcdctl etcdctl) {
        for (int i = 0; i < 100; i++) {
            etcdctl.output("put", "snapshot/" + i % 40, "value " + i);
        }
        etcdctl.output("put", "large", "0123456789".repeat(5_000));
        etcdctl.output("del", "snapshot/1");
        String lease = etcdctl.output("lease", "grant", "3600").split(" ", -1)[1];
        etcdctl.output("put", "--lease=" + lease, "leased", "value");
        etcdctl.output("compaction", "50");
        etcdctl.output("put", "after", "compaction");
        etcdctl.output("del", "after");
    }

    private static void assertHolds(Etcdctl etcdctl) {
        assertThat(etcdctl.output("get", "snapshot/39", "--print-value-only")).isEqualToIgnoringNewLines("value 79");
        assertThat(etcdctl.output("get", "snapshot/1")).isEmpty();
        assertThat(etcdctl.output("get", "large", "--print-value-only").strip()).hasSize(50_000);
        assertThat(etcdctl.output("get", "snapshot/0", "--rev=60", "--print-value-only"))
                .isEqualToIgnoringNewLines("value 40");
        assertThat(etcdctl.run("get", "snapshot/0", "--rev=49").err()).contains("required revision has been compacted");
        assertThat(etcdctl.output("lease", "list")).contains("found 1 leases");
    }

    /** Hash and revision of the one member, once it has applied what its log holds. */
    private static String hashOf(ProcessCluster cluster) {
        Etcdctl etcdctl = cluster.etcdctl();
        etcdctl.output("get", "anything"); // linearizable: everything committed is applied
        String[] fields = etcdctl.output("endpoint", "hashkv").strip().split(", ", -1);
        return fields[1] + " at " + fields[2];
    }

    private static ProcessCluster restored(Path snapshot, Implementation implementation) {
        ProcessCluster cluster = ProcessCluster.prepare(implementation, MemberPorts.free(1));
        Member member = cluster.member(0);
        etcdutl(
                "snapshot",
                "restore",
                snapshot.toString(),
                "--name=" + member.name(),
                "--data-dir=" + member.dataDirectory(),
                "--initial-cluster=" + member.name() + "=" + member.peerUrl(),
                "--initial-advertise-peer-urls=" + member.peerUrl());
        member.start();
        cluster.awaitHealthy();
        return cluster;
    }

    private static String etcdutl(String... arguments) {
        List<String> words =
                new ArrayList<>(List.of(Project.tool("etcd", "etcdutl").toString()));
        words.addAll(List.of(arguments));
        Command.Result result = new Command(words).run();
        assertThat(result.exit()).as(result.toString()).isZero();
        return result.out();
    }

    private static void move(Path from, Path to) {
        try {
            Files.move(from, to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
