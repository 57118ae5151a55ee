package dev.etcetera.e2e.mixed;

import static dev.etcetera.e2e.framework.Jetcd.bytes;
import static dev.etcetera.e2e.framework.Jetcd.get;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.etcetera.e2e.framework.Agreement;
import dev.etcetera.e2e.framework.Await;
import dev.etcetera.e2e.framework.Etcdctl;
import dev.etcetera.e2e.framework.Implementation;
import dev.etcetera.e2e.framework.Jetcd;
import dev.etcetera.e2e.framework.Json;
import dev.etcetera.e2e.framework.Leadership;
import dev.etcetera.e2e.framework.Member;
import dev.etcetera.e2e.framework.ProcessCluster;
import dev.etcetera.e2e.framework.WatchedKeys;
import io.etcd.jetcd.Client;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One member of this kind leads two of the other kind: every request through every member does what it does in etcd. */
class MixedClusterE2E {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Pattern GRANTED = Pattern.compile("lease ([0-9a-f]{16}) granted with TTL\\((\\d+)s\\)");

    @ParameterizedTest
    @EnumSource
    void membersOfBothKindsAreOneCluster(Implementation leader) {
        try (ProcessCluster cluster = started(leader)) {
            try {
                writesReadsAndWatches(cluster);
                leasesThroughFollowers(cluster);
                transactionsAndCompaction(cluster);
                statusHealthAndHashes(cluster);
                leadershipGoesRound(cluster);
                cluster.members().forEach(member -> MemberLog.of(member).assertNoErrors());
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError(e.getMessage() + "\n" + cluster.logTails(), e);
            }
        }
    }

    private static ProcessCluster started(Implementation leader) {
        Implementation other = leader == Implementation.GO ? Implementation.ETCETERA : Implementation.GO;
        ProcessCluster cluster = ProcessCluster.start(List.of(leader, other, other), ignored -> List.of());
        try {
            new Leadership(cluster).moveTo(cluster.member(0));
            return cluster;
        } catch (RuntimeException | AssertionError e) {
            cluster.close();
            throw e;
        }
    }

    private static void writesReadsAndWatches(ProcessCluster cluster) {
        Map<Member, WatchedKeys> watches = new TreeMap<>(java.util.Comparator.comparing(Member::name));
        Map<String, Long> acknowledged = new TreeMap<>();
        cluster.members().forEach(member -> watches.put(member, WatchedKeys.of(member.endpoint(), "kv/")));
        try {
            for (int round = 0; round < 5; round++) {
                for (Member writer : cluster.members()) {
                    String key = "kv/" + writer.name() + "/" + round;
                    acknowledged.put(key, put(writer, key, "of " + key));
                    cluster.members()
                            .forEach(reader -> assertThat(etcdctl(reader).output("get", key))
                                    .as("%s written through %s, read through %s", key, writer.name(), reader.name())
                                    .isEqualTo(key + "\nof " + key + "\n"));
                }
            }
            watches.forEach((member, watched) -> {
                watched.awaitRevision(java.util.Collections.max(acknowledged.values()));
                assertThat(watched.revisions())
                        .as("events seen through " + member.name())
                        .isEqualTo(acknowledged);
                assertThat(watched.violations())
                        .as("watch through " + member.name())
                        .isEmpty();
            });
        } finally {
            watches.values().forEach(WatchedKeys::close);
        }
    }

    private static long put(Member member, String key, String value) {
        try (Client client = Jetcd.client(List.of(member.endpoint()))) {
            return get(client.getKVClient().put(bytes(key), bytes(value)))
                    .getHeader()
                    .getRevision();
        }
    }

    private static void leasesThroughFollowers(ProcessCluster cluster) {
        for (Member member : cluster.members()) {
            Etcdctl etcdctl = etcdctl(member);
            String key = "lease/" + member.name();
            String kept = granted(etcdctl, "300");
            etcdctl.output("put", "--lease=" + kept, key, "kept");
            assertThat(etcdctl.output("lease", "keep-alive", "--once", kept))
                    .contains("lease " + kept + " keepalived with TTL(300)");
            assertThat(etcdctl.output("lease", "timetolive", "--keys", kept))
                    .contains("granted with TTL(300s), remaining(", "attached keys([" + key + "])");
            assertThat(etcdctl.output("lease", "revoke", kept)).contains("lease " + kept + " revoked");
            assertThat(etcdctl.output("get", key)).isEmpty();
            assertThat(etcdctl.output("lease", "timetolive", kept)).contains("lease " + kept + " already expired");
            assertThat(etcdctl.run("lease", "keep-alive", "--once", kept).err())
                    .as("keeping a revoked lease alive through " + member.name())
                    .contains("etcdserver: requested lease not found");
            etcdctl.output("put", "--lease=" + granted(etcdctl, "2"), key, "short");
        }
        for (Member member : cluster.members()) {
            Await.until(
                    "leases granted through others expire at " + member.name(),
                    SOON,
                    () -> etcdctl(member).output("get", "--prefix", "lease/").isEmpty());
        }
    }

    private static String granted(Etcdctl etcdctl, String ttl) {
        String answer = etcdctl.output("lease", "grant", ttl);
        Matcher matcher = GRANTED.matcher(answer);
        assertThat(matcher.find()).as(answer).isTrue();
        return matcher.group(1);
    }

    private static void transactionsAndCompaction(ProcessCluster cluster) {
        String turn = "";
        for (Member member : cluster.members()) {
            String txn = "value(\"turn\") = \"%s\"\n\nput turn %s\nput seen/%s 1\n\nget turn\n\n"
                    .formatted(turn, member.name(), member.name());
            if (turn.isEmpty()) {
                txn = txn.replace("value(\"turn\") = \"\"", "version(\"turn\") = \"0\"");
            }
            assertThat(etcdctl(member).run(List.of("txn", "-i"), txn).out())
                    .as("transaction through " + member.name())
                    .contains("SUCCESS");
            turn = member.name();
        }
        for (Member member : cluster.members()) {
            long revision = put(member, "kv/compact", "by " + member.name());
            etcdctl(member).output("compaction", "--physical", Long.toString(revision));
            Agreement.assertEqualHashes(cluster, revision);
            cluster.members()
                    .forEach(reader -> assertThat(etcdctl(reader)
                                    .run("get", "--rev=" + (revision - 1), "turn")
                                    .err())
                            .as("a compacted revision, read through " + reader.name())
                            .contains("etcdserver: mvcc: required revision has been compacted"));
        }
    }

    private static void statusHealthAndHashes(ProcessCluster cluster) {
        Etcdctl all = cluster.etcdctl();
        JsonNode health = Json.parse(all.output("endpoint", "health", "-w", "json"));
        assertThat(health)
                .hasSize(3)
                .allSatisfy(
                        member -> assertThat(member.get("health").asBoolean()).isTrue());
        JsonNode status = Json.parse(all.output("endpoint", "status", "-w", "json"));
        assertThat(status).hasSize(3).allSatisfy(member -> {
            assertThat(member.at("/Status/version").asText()).startsWith("3.7.");
            assertThat(member.at("/Status/storageVersion").asText()).startsWith("3.7.");
            assertThat(member.at("/Status/errors").isMissingNode()).isTrue();
        });
        assertThat(each(status, "/Status/leader")).hasSize(1);
        assertThat(each(status, "/Status/raftTerm")).hasSize(1);
        assertThat(each(Json.parse(all.output("endpoint", "hashkv", "-w", "json")), "/HashKV/hash"))
                .hasSize(1);
        assertThat(all.output("member", "list")).hasLineCount(3).doesNotContain("unstarted");
        cluster.members()
                .forEach(member -> assertThat(etcdctl(member).output("member", "list", "--consistency=s"))
                        .as("members as " + member.name() + " knows them")
                        .isEqualTo(all.output("member", "list")));
    }

    private static java.util.Set<String> each(JsonNode answers, String path) {
        return java.util.stream.StreamSupport.stream(answers.spliterator(), false)
                .map(answer -> answer.at(path).asText())
                .collect(Collectors.toSet());
    }

    private static void leadershipGoesRound(ProcessCluster cluster) {
        Leadership leadership = new Leadership(cluster);
        Consumer<Member> leadAndWrite = member -> {
            leadership.moveTo(member);
            cluster.members().forEach(writer -> put(writer, "kv/led", "by " + member.name()));
            Agreement.assertEqualHashes(cluster, put(member, "kv/led", "enough"));
        };
        leadAndWrite.accept(cluster.member(1));
        leadAndWrite.accept(cluster.member(2));
        leadAndWrite.accept(cluster.member(0));
    }

    private static Etcdctl etcdctl(Member member) {
        return new Etcdctl(List.of(member.endpoint()));
    }
}
