package dev.etcetera.e2e.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.e2e.framework.Await;
import dev.etcetera.e2e.framework.Etcdctl;
import dev.etcetera.e2e.framework.Implementation;
import dev.etcetera.e2e.framework.Json;
import dev.etcetera.e2e.framework.Member;
import dev.etcetera.e2e.framework.MemberPorts;
import dev.etcetera.e2e.framework.ProcessCluster;
import dev.etcetera.e2e.framework.Project;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Who may join a running cluster, and who is refused: with the words that Go etcd has for it, which is started with the same
 * flags against the same cluster.
 */
class JoinE2E {
    private static final Pattern MEMBERS = Pattern.compile("Members:\\[(.*)] Removed");

    private final Random random = new Random(Long.getLong("seed", 1));

    @Test
    void whoeverDoesNotFitIsRefusedInEtcdsWords() {
        try (ProcessCluster cluster = ProcessCluster.start(Implementation.ETCETERA, 1)) {
            Member first = cluster.member(0);
            MemberPorts ports = MemberPorts.free(1).getFirst();
            String known = "m1=" + first.peerUrl();
            String cluster2 = known + ",new=" + ports.peerUrl();

            assertThat(refusal(ports, cluster2)).contains("error validating peerURLs", "member count is unequal");
            assertThat(refusal(ports, known)).contains("couldn't find local name");
            assertThat(refusal(ports, "m1=http://127.0.0.1:1,new=" + ports.peerUrl()))
                    .contains("cannot fetch cluster info from peer urls");

            String elsewhere = MemberPorts.free(1).getFirst().peerUrl();
            cluster.etcdctl().output("member", "add", "new", "--learner", "--peer-urls=" + elsewhere);
            assertThat(refusal(ports, cluster2)).contains("PeerURLs: no match found for existing member");
        }
    }

    @Test
    void aMemberOfAnotherClusterIsNotListenedTo() {
        try (ProcessCluster cluster = ProcessCluster.start(Implementation.underTest(), 3)) {
            Member lost = cluster.member(2);
            lost.kill();
            MemberPorts ports = MemberPorts.free(1).getFirst();
            String initial = "m1=" + cluster.member(0).peerUrl() + ",m2="
                    + cluster.member(1).peerUrl() + ",m3=" + ports.peerUrl();
            try (Member stranger = member(Implementation.underTest(), "m3", ports, initial, "new", "another-token")) {
                stranger.start();
                Await.until(
                        "the stranger is told",
                        Roster.SOON,
                        () -> stranger.log()
                                .contains("request sent was ignored by remote peer due to cluster ID mismatch"));
                Await.until(
                        "the cluster says so, too",
                        Roster.SOON,
                        () -> cluster.member(0).log().contains("request cluster ID mismatch")
                                || cluster.member(1).log().contains("request cluster ID mismatch"));
                assertThat(stranger.isHealthy()).isFalse();
                // If it was the leader that went, what was passed on to it meanwhile is lost, as with etcd.
                Etcdctl others = new Etcdctl(cluster.endpoints().subList(0, 2));
                Await.until(
                        "still served",
                        Roster.SOON,
                        () -> others.run("put", "still", "served").exit() == 0);
            }
        }
    }

    @Test
    void aMemberThatLostItsDataMayNotComeBackAsItself() {
        List<MemberPorts> ports = MemberPorts.free(3);
        try (ProcessCluster cluster = ProcessCluster.start(Implementation.underTest(), ports)) {
            cluster.member(2).kill();
            String initial = "m1=" + ports.get(0).peerUrl() + ",m2="
                    + ports.get(1).peerUrl() + ",m3=" + ports.get(2).peerUrl();
            try (Member empty = member(Implementation.underTest(), "m3", ports.get(2), initial, "new", "e2e")) {
                empty.start();
                Await.until("it ends", Roster.SOON, () -> !empty.isAlive());
                assertThat(empty.exitStatus()).isEqualTo(1);
                assertThat(empty.log()).contains("has already been bootstrapped");
            }
        }
    }

    @Test
    void aMemberKilledAgainAndAgainWhileItJoinsJoins() {
        try (ProcessCluster cluster = ProcessCluster.start(Implementation.underTest(), 1)) {
            for (int i = 0; i < 300; i++) {
                cluster.etcdctl().output("put", "key" + i % 7, "value " + i);
                if (i == 30) {
                    // Killed before it has anything, while it asks the others, while it is sent the log.
                    Member joining = cluster.join(
                            Implementation.underTest(), MemberPorts.free(1).getFirst(), "--learner");
                    for (int round = 0; round < 4; round++) {
                        Await.pass(Duration.ofMillis(random.nextInt(1500)));
                        joining.kill();
                        joining.start();
                    }
                    Roster roster = new Roster(cluster);
                    roster.promote(joining);
                    joining.awaitHealthy(Roster.SOON);
                    break;
                }
            }
            assertThat(cluster.etcdctl().output("member", "list").lines()).hasSize(2);
            assertThat(new Etcdctl(List.of(cluster.member(1).endpoint())).output("get", "key2", "--print-value-only"))
                    .isEqualTo("value 30\n");
        }
    }

    /** What both say who cannot join; it must be the same. */
    private static String refusal(MemberPorts ports, String initialCluster) {
        String ours = refusal(Implementation.ETCETERA, ports, initialCluster);
        String gos = refusal(Implementation.GO, ports, initialCluster);
        assertThat(inOrder(ours)).isEqualTo(inOrder(gos));
        return ours;
    }

    /** Go lists members in the order of a hash table. */
    private static String inOrder(String error) {
        return MEMBERS.matcher(error)
                .replaceAll(match -> Arrays.stream(match.group(1).split("(?=&\\{ID)"))
                        .map(String::strip)
                        .sorted()
                        .collect(Collectors.joining(" ", "Members:[", "] Removed")));
    }

    private static String refusal(Implementation implementation, MemberPorts ports, String initialCluster) {
        try (Member refused = member(implementation, "new", ports, initialCluster, "existing", "e2e")) {
            refused.start();
            Await.until("the member ends", Roster.SOON, () -> !refused.isAlive());
            assertThat(refused.exitStatus()).as(refused.logTail()).isEqualTo(1);
            return refused.log()
                    .lines()
                    .filter(line -> line.startsWith("{") && line.contains("\"level\":\"fatal\""))
                    .map(line -> Json.parse(line).get("error").asText())
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(refused.logTail()));
        }
    }

    private static Member member(
            Implementation implementation,
            String name,
            MemberPorts ports,
            String initialCluster,
            String state,
            String token) {
        var directory = Project.newDirectory("join");
        return new Member(
                name,
                ports,
                directory,
                List.of(
                        implementation.etcd().toString(),
                        "--name=" + name,
                        "--data-dir=" + directory.resolve("data"),
                        "--listen-client-urls=" + ports.clientUrl(),
                        "--advertise-client-urls=" + ports.clientUrl(),
                        "--listen-peer-urls=" + ports.peerUrl(),
                        "--initial-advertise-peer-urls=" + ports.peerUrl(),
                        "--initial-cluster=" + initialCluster,
                        "--initial-cluster-token=" + token,
                        "--initial-cluster-state=" + state));
    }
}
