package dev.etcetera.e2e.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.e2e.framework.AcknowledgedWrites;
import dev.etcetera.e2e.framework.Agreement;
import dev.etcetera.e2e.framework.Await;
import dev.etcetera.e2e.framework.BackgroundCommand;
import dev.etcetera.e2e.framework.Etcdctl;
import dev.etcetera.e2e.framework.Implementation;
import dev.etcetera.e2e.framework.Jetcd;
import dev.etcetera.e2e.framework.Leadership;
import dev.etcetera.e2e.framework.Member;
import dev.etcetera.e2e.framework.MemberPorts;
import dev.etcetera.e2e.framework.ProcessCluster;
import io.etcd.jetcd.Client;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A member dies at every failpoint it lists but those of a snapshot's way, while it is given everything that leads there:
 * nothing acknowledged is lost and all members agree afterwards.
 */
class FailpointE2E {
    private static final int WRITERS = 20;
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    /** Passed only when a member receives a snapshot. */
    private static final List<String> OF_SNAPSHOTS = List.of(
            "raftBeforeSaveSnap",
            "raftAfterSaveSnap",
            "raftBeforeApplySnap",
            "raftAfterApplySnap",
            "raftAfterWALRelease",
            "applyBeforeOpenSnapshot");

    private static final List<String> OF_A_PUT =
            List.of("raftBeforeSave", "raftAfterSave", "raftBeforeFollowerSend", "beforeCommit", "afterCommit");

    private final Map<Member, String> gofail = new HashMap<>();

    @Test
    @Tag("long")
    void nothingAcknowledgedIsLostWhereverAMemberDies() throws Exception {
        try (ProcessCluster cluster = start()) {
            List<String> points = points(cluster);
            assertThat(points).hasSizeGreaterThan(20);
            dieAt(cluster, points);
        }
    }

    @Test
    @Tag("long")
    void nothingAcknowledgedIsLostOnTheWayOfAPut() throws Exception {
        try (ProcessCluster cluster = start()) {
            assertThat(points(cluster)).containsAll(OF_A_PUT);
            dieAt(cluster, OF_A_PUT);
        }
    }

    private List<String> points(ProcessCluster cluster) throws IOException, InterruptedException {
        return request(cluster.member(0), "GET", "", "")
                .body()
                .lines()
                .map(line -> line.substring(0, line.indexOf('=')))
                .filter(point -> !OF_SNAPSHOTS.contains(point))
                .toList();
    }

    private void dieAt(ProcessCluster cluster, List<String> points) {
        for (String point : points) {
            try {
                dieAt(cluster, point);
            } catch (Exception | AssertionError e) {
                throw new AssertionError(point + ": " + e.getMessage() + "\n" + cluster.logTails(), e);
            }
        }
    }

    private ProcessCluster start() {
        ProcessCluster cluster =
                ProcessCluster.prepare(Implementation.ETCETERA, MemberPorts.free(3), "--compaction-batch-limit=100");
        List<MemberPorts> http = MemberPorts.free(3);
        for (int i = 0; i < 3; i++) {
            String address = "127.0.0.1:" + http.get(i).client();
            gofail.put(cluster.member(i), address);
            cluster.member(i).set("GOFAIL_HTTP", address);
        }
        cluster.members().forEach(Member::start);
        cluster.awaitHealthy();
        return cluster;
    }

    private void dieAt(ProcessCluster cluster, String point) throws Exception {
        Member leader = new Leadership(cluster).leader();
        Member victim = point.equals("raftBeforeFollowerSend")
                ? cluster.members().stream()
                        .filter(m -> m != leader)
                        .findFirst()
                        .orElseThrow()
                : leader;
        List<Client> clients = List.of(Jetcd.client(cluster.endpoints()));
        AcknowledgedWrites writes = new AcknowledgedWrites("fp/" + point, clients, WRITERS);
        try (writes;
                BackgroundCommand _ = BackgroundCommand.start(
                        new Etcdctl(List.of(victim.endpoint())).command(List.of("watch", "--prefix", "fp/")))) {
            Await.until("writes", SOON, () -> writes.count() > 5 * WRITERS);
            String id = Leadership.idOf(victim);
            assertThat(request(victim, "PUT", point, "panic").statusCode()).isEqualTo(204);
            Await.until("death at " + point, SOON, () -> {
                drive(victim, id, writes.highestRevision());
                return !victim.isAlive();
            });
            assertThat(victim.log()).contains("failpoint panic: " + point);
            victim.start();
            cluster.awaitHealthy();
            int before = writes.count();
            Await.until("writes go on", SOON, () -> writes.count() > before + WRITERS);
        } finally {
            clients.forEach(Client::close);
        }
        assertThat(writes.violations()).isEmpty();
        Agreement.assertNothingLost(cluster.endpoints(), "fp/" + point + "/", writes.revisions());
        Agreement.assertEqualHashes(cluster, writes.highestRevision());
        // A compaction walks over all keys there are, a batch every 10 ms: the next point's must not wait for ours.
        new Etcdctl(cluster.endpoints()).output("del", "--prefix", "fp/");
        System.out.printf("%s: %d writes acknowledged%n", point, writes.count());
    }

    /** One step of everything that leads to a failpoint. */
    private static void drive(Member victim, String id, long revision) {
        Etcdctl etcdctl = new Etcdctl(List.of(victim.endpoint()));
        for (List<String> step : List.of(
                List.of("compaction", Long.toString(revision)),
                List.of("defrag"),
                List.of("member", "update", id, "--peer-urls=" + victim.peerUrl()))) {
            if (victim.isAlive()) {
                etcdctl.run(step, "");
            }
        }
    }

    private HttpResponse<String> request(Member member, String method, String point, String body)
            throws IOException, InterruptedException {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create("http://" + gofail.get(member) + "/" + point))
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
