package dev.etcetera.e2e.backup;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.etcetera.e2e.framework.Await;
import dev.etcetera.e2e.framework.Command;
import dev.etcetera.e2e.framework.Etcdctl;
import dev.etcetera.e2e.framework.Implementation;
import dev.etcetera.e2e.framework.Jetcd;
import dev.etcetera.e2e.framework.Json;
import dev.etcetera.e2e.framework.Member;
import dev.etcetera.e2e.framework.MemberPorts;
import dev.etcetera.e2e.framework.ProcessCluster;
import dev.etcetera.e2e.framework.Project;
import io.etcd.jetcd.Client;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Data directories that our program makes: members of both kinds begin in them as in those of `etcdutl snapshot restore`. */
class RestoreMemberE2E extends BackupTest {
    private static final String[] BUMP = {"--bump-revision=1000000", "--mark-compacted"};

    @Test
    void membersOfBothKindsServeWhatTheSourceHad() {
        long revision;
        long hash;
        long first;
        try (ProcessCluster source = ProcessCluster.start(Implementation.ETCETERA, 1);
                Scribe scribe = new Scribe(source.member(0), new Random(23))) {
            scribe.write(60);
            compact(source, scribe.revision() - 20);
            Process follower =
                    program.start("follow", endpoint(source.member(0)), "--chain=all", "--writer=me", "--interval=1");
            Await.until("a full backup", SOON, () -> !program.run("list").out().isEmpty());
            first = Json.parse(program.run("list").out()).path("revision").asLong();
            scribe.write(40);
            Await.pass(Duration.ofSeconds(2));
            revision = scribe.revision() - 10;
            hash = scribe.hash(revision);
            follower.destroy();
            follower.onExit().join();
        }
        for (Implementation implementation : Implementation.values()) {
            int members = implementation == Implementation.ETCETERA ? 3 : 1;
            try (ProcessCluster cluster = ProcessCluster.prepare(implementation, MemberPorts.free(members))) {
                for (Member member : cluster.members()) {
                    JsonNode line = restored(cluster, member, "--chain=all", "--revision=" + revision);
                    assertThat(line.path("revision").asLong()).isEqualTo(revision);
                    assertThat(line.path("deltas").asInt()).isPositive();
                }
                cluster.members().forEach(Member::start);
                cluster.awaitHealthy();
                for (Member member : cluster.members()) {
                    assertThat(hashKv(member, revision)).isEqualTo(hash);
                }
                assertThat(cluster.etcdctl().output("member", "list").lines()).hasSize(members);
                cluster.etcdctl().output("put", "and", "on");
            }
        }
        try (ProcessCluster cluster = ProcessCluster.prepare(Implementation.GO, MemberPorts.free(1))) {
            JsonNode line = restored(cluster, cluster.member(0), "--chain=all", "--revision=" + first);
            assertThat(line.path("hashKv").asText()).as("%s", line).isEqualTo("equal");
        }
    }

    @Test
    void directoryIsTheOneThatEtcdutlMakes() {
        isTheOneThatEtcdutlMakes(Implementation.ETCETERA);
    }

    @Test
    @Tag("long")
    void directoryOfAGoMembersDataIsTheOneThatEtcdutlMakes() {
        isTheOneThatEtcdutlMakes(Implementation.GO);
    }

    private void isTheOneThatEtcdutlMakes(Implementation implementation) {
        long revision;
        try (ProcessCluster source = ProcessCluster.start(implementation, 1);
                Scribe scribe = new Scribe(source.member(0), new Random(29))) {
            scribe.write(60);
            compact(source, scribe.revision() - 20);
            revision = scribe.revision();
            Command.Result saved = program.run("save", endpoint(source.member(0)), "--name=one", "--writer=me");
            assertThat(saved.exit()).as(saved.toString()).isZero();
        }
        List<MemberPorts> ports = MemberPorts.free(1);
        List<JsonNode> files = new ArrayList<>();
        List<String> lives = new ArrayList<>();
        for (String[] more : new String[][] {{}, BUMP}) {
            try (ProcessCluster theirs = ProcessCluster.prepare(Implementation.GO, ports)) {
                etcdutlRestores(theirs.member(0), more);
                files.add(etcdutl("snapshot", "status", database(theirs.member(0))));
                lives.add(life(theirs));
            }
            for (Implementation reader : Implementation.values()) {
                try (ProcessCluster ours = ProcessCluster.prepare(reader, ports)) {
                    JsonNode line = restored(ours, ours.member(0), concat(new String[] {"--backup=one"}, more));
                    assertThat(line.path("hashKv").asText()).isEqualTo("equal");
                    assertThat(line.path("revision").asLong()).isEqualTo(revision);
                    assertThat(etcdutl("snapshot", "status", database(ours.member(0)))
                                    .path("hash"))
                            .isEqualTo(files.getLast().path("hash"));
                    assertThat(life(ours)).isEqualTo(lives.getLast());
                    assertThat(lives.getLast())
                            .contains("\"revision\":" + (more.length == 0 ? revision : revision + 1_000_000));
                }
            }
        }
        assertThat(lives.getLast()).contains("required revision has been compacted");
    }

    /** Who it is, where it is, and what it says of the past. */
    private static String life(ProcessCluster cluster) {
        Member member = cluster.member(0);
        member.start();
        cluster.awaitHealthy();
        Etcdctl etcdctl = cluster.etcdctl();
        JsonNode header =
                Json.parse(etcdctl.output("endpoint", "status", "-w", "json")).at("/0/Status/header");
        JsonNode hash =
                Json.parse(etcdctl.output("endpoint", "hashkv", "-w", "json")).at("/0/HashKV");
        String past = new Command(etcdctl.command(List.of("get", "key/", "--prefix", "--rev=55", "-w", "fields")))
                .run()
                .err();
        return "cluster %s member %s \"revision\":%s hash %s compacted %s leases %s past %s watch %s"
                .formatted(
                        header.path("cluster_id"),
                        header.path("member_id"),
                        header.path("revision"),
                        hash.path("hash"),
                        hash.path("compact_revision"),
                        etcdctl.output("lease", "list").strip(),
                        past.contains("has been compacted"),
                        watch(etcdctl));
    }

    /** What a watch from an old revision is told. */
    private static String watch(Etcdctl etcdctl) {
        List<String> words = new ArrayList<>(List.of("timeout", "2"));
        words.addAll(etcdctl.command(List.of("watch", "key/", "--prefix", "--rev=55")));
        Command.Result result = new Command(words).run();
        return (result.out() + result.err()).contains("required revision has been compacted")
                ? "required revision has been compacted"
                : "changes";
    }

    @Test
    @Tag("long")
    void fileThatEtcdctlSavedIsRestored() throws IOException {
        long revision;
        long hash;
        try (ProcessCluster source = ProcessCluster.start(Implementation.GO, 1);
                Scribe scribe = new Scribe(source.member(0), new Random(31))) {
            scribe.write(40);
            revision = scribe.revision();
            hash = scribe.hash(revision);
            Path file = gateway.file(BUCKET, "clusters/by/hand.db");
            Files.createDirectories(file.resolveSibling(""));
            source.etcdctl().output("snapshot", "save", file.toString());
        }
        try (ProcessCluster cluster = ProcessCluster.prepare(Implementation.ETCETERA, MemberPorts.free(1))) {
            JsonNode line = restored(cluster, cluster.member(0), "--snapshot-file=by/hand.db");
            assertThat(line.path("revision").asLong()).isEqualTo(revision);
            cluster.member(0).start();
            cluster.awaitHealthy();
            assertThat(hashKv(cluster.member(0), revision)).isEqualTo(hash);
            JsonNode again = restored(cluster, cluster.member(0), "--snapshot-file=by/hand.db");
            assertThat(again.path("restored").asBoolean()).as("%s", again).isFalse();
        }
    }

    @Test
    @Tag("long")
    void whoeverIsKilledInTheMiddleBeginsAgain() throws IOException {
        try (ProcessCluster source = ProcessCluster.start(Implementation.ETCETERA, 1);
                Client client = Jetcd.client(source.endpoints())) {
            for (int i = 0; i < 15; i++) {
                Jetcd.get(client.getKVClient()
                        .put(
                                Jetcd.bytes("key-" + i),
                                Jetcd.bytes(Integer.toString(i % 10).repeat(1_000_000))));
            }
            program.run("save", endpoint(source.member(0)), "--name=large", "--writer=me");
        }
        try (ProcessCluster cluster = ProcessCluster.prepare(Implementation.GO, MemberPorts.free(2))) {
            Member member = cluster.member(0);
            Path draft = member.dataDirectory().resolveSibling("data.restoring");
            for (String sign : List.of("member/snap/db", "member/wal.tmp")) {
                Process killed = program.start(restoring(cluster, member, "--backup=large"));
                while (killed.isAlive() && !Files.exists(draft.resolve(sign))) {
                    Thread.onSpinWait();
                }
                killed.destroyForcibly().onExit().join();
                assertThat(draft).as("killed at %s", sign).exists();
                assertThat(member.dataDirectory()).doesNotExist();
            }
            restored(cluster, member, "--backup=large");
            restored(cluster, cluster.member(1), "--backup=large");
            assertThat(draft).doesNotExist();
            assertThat(etcdutl("snapshot", "status", database(member)))
                    .isEqualTo(etcdutl("snapshot", "status", database(cluster.member(1))));
        }
    }

    private static void compact(ProcessCluster cluster, long revision) {
        cluster.etcdctl().output("compaction", "--physical", Long.toString(revision));
    }

    private static long hashKv(Member member, long revision) {
        Etcdctl etcdctl = new Etcdctl(List.of(member.endpoint()));
        return Json.parse(etcdctl.output("endpoint", "hashkv", "--rev=" + revision, "-w", "json"))
                .at("/0/HashKV/hash")
                .asLong();
    }

    private static String database(Member member) {
        return member.dataDirectory().resolve("member/snap/db").toString();
    }

    private JsonNode restored(ProcessCluster cluster, Member member, String... source) {
        Command.Result result = program.run(restoring(cluster, member, source));
        assertThat(result.exit()).as(result.toString()).isZero();
        return Json.parse(result.out());
    }

    private static String[] restoring(ProcessCluster cluster, Member member, String... source) {
        String initial = cluster.members().stream()
                .map(m -> m.name() + "=" + m.peerUrl())
                .collect(Collectors.joining(","));
        return concat(
                concat(new String[] {"restore-member"}, source),
                "--data-dir=" + member.dataDirectory(),
                "--name=" + member.name(),
                "--initial-cluster=" + initial,
                "--initial-cluster-token=e2e",
                "--initial-advertise-peer-urls=" + member.peerUrl());
    }

    /** With the same options, from what `fetch` gives. */
    private void etcdutlRestores(Member member, String... more) {
        Path file = Project.newDirectory("fetched").resolve("backup.db");
        assertThat(program.run("fetch", "--name=one", "--out=" + file).exit()).isZero();
        List<String> words = new ArrayList<>(List.of(
                Project.tool("etcd", "etcdutl").toString(),
                "snapshot",
                "restore",
                file.toString(),
                "--data-dir=" + member.dataDirectory(),
                "--name=" + member.name(),
                "--initial-cluster=" + member.name() + "=" + member.peerUrl(),
                "--initial-cluster-token=e2e",
                "--initial-advertise-peer-urls=" + member.peerUrl()));
        words.addAll(List.of(more));
        Command.Result result = new Command(words).run();
        assertThat(result.exit()).as(result.toString()).isZero();
    }

    private static String[] concat(String[] first, String... more) {
        return Stream.concat(Stream.of(first), Stream.of(more)).toArray(String[]::new);
    }
}
