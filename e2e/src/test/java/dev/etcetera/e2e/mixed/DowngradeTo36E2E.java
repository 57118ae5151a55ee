package dev.etcetera.e2e.mixed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.e2e.framework.AcknowledgedWrites;
import dev.etcetera.e2e.framework.Agreement;
import dev.etcetera.e2e.framework.Await;
import dev.etcetera.e2e.framework.Implementation;
import dev.etcetera.e2e.framework.Jetcd;
import dev.etcetera.e2e.framework.Leadership;
import dev.etcetera.e2e.framework.Member;
import dev.etcetera.e2e.framework.MemberPorts;
import dev.etcetera.e2e.framework.ProcessCluster;
import dev.etcetera.e2e.framework.Project;
import io.etcd.jetcd.Client;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A cluster with members of ours becomes one of etcd 3.6 while clients write. docs/adr/0026 says what is done here and why. */
@Tag("long")
class DowngradeTo36E2E {
    private static final String PREFIX = "down/";
    private static final int WRITERS = 3;
    private static final int MORE = 300;
    /**
     * So short a log that what was written before the version fell is gone from it when the first member joins: a member of 3.6
     * that is told by the log that the cluster once was 3.7 stops.
     */
    private static final String[] SHORT_LOG = {"--snapshot-count=50", "--snapshot-catchup-entries=20"};

    private static final Duration SOON = Duration.ofSeconds(60);

    /** Go's members change their program and keep their data; ours, whose database is none of Go's, are replaced. */
    @Test
    void goMembersAreRestartedAndOursReplaced() {
        List<MemberPorts> ports = MemberPorts.free(2);
        try (ProcessCluster cluster = ProcessCluster.start(
                List.of(Implementation.GO, Implementation.ETCETERA, Implementation.ETCETERA),
                ignored -> List.of(SHORT_LOG))) {
            run(cluster, ports, writes -> {
                enable(cluster);
                Member go = cluster.member(0);
                go.stop();
                go.become(etcd36());
                go.start();
                go.awaitHealthy(SOON);
                awaitMore(writes);
                // Ours cannot become 3.6, so the cluster stays at the version of its oldest member.
                cluster.etcdctl().output("downgrade", "cancel");
                ports.forEach(next -> {
                    Member joining = cluster.admit(Implementation.GO, next, "--learner");
                    replace(cluster, cluster.member(1), joining);
                    awaitMore(writes);
                });
            });
        }
    }

    /**
     * Nobody here can become 3.6, and etcd lets no older member join while a downgrade is under way. So the newcomer is put on
     * the list, then the downgrade is called off: the version cannot rise as long as a member is silent.
     */
    @Test
    void allMembersOfOursAreReplaced() {
        List<MemberPorts> ports = MemberPorts.free(3);
        try (ProcessCluster cluster = ProcessCluster.start(Implementation.ETCETERA, 3, SHORT_LOG)) {
            run(cluster, ports, writes -> {
                enable(cluster);
                awaitMore(writes);
                Member first = cluster.admit(Implementation.GO, ports.getFirst(), "--learner");
                cluster.etcdctl().output("downgrade", "cancel");
                replace(cluster, cluster.member(0), first);
                awaitMore(writes);
                ports.subList(1, 3)
                        .forEach(next -> replace(
                                cluster, cluster.member(0), cluster.admit(Implementation.GO, next, "--learner")));
            });
        }
    }

    private interface Steps {
        void take(AcknowledgedWrites writes);
    }

    private static void run(ProcessCluster cluster, List<MemberPorts> joining, Steps steps) {
        List<String> endpoints = new ArrayList<>(cluster.endpoints());
        joining.forEach(ports -> endpoints.add(ports.clientUrl()));
        try (Client client = Jetcd.client(endpoints)) {
            AcknowledgedWrites writes = new AcknowledgedWrites(PREFIX + "key", List.of(client), WRITERS);
            try (writes) {
                awaitMore(writes);
                steps.take(writes);
                awaitMore(writes);
            }
            Versions.settled("3.6").awaitAtAll(cluster);
            cluster.members()
                    .forEach(member -> assertThat(Leadership.status(member)
                                    .orElseThrow()
                                    .path("version")
                                    .asText())
                            .startsWith("3.6."));
            Agreement.assertNothingLost(cluster.endpoints(), PREFIX, writes.revisions());
            Agreement.assertEqualHashes(
                    cluster, java.util.Collections.max(writes.revisions().values()));
            System.out.printf(
                    "downgrade to 3.6: %d puts acknowledged, none lost%n",
                    writes.revisions().size());
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError(e.getMessage() + "\n" + cluster.logTails(), e);
        }
    }

    private static void enable(ProcessCluster cluster) {
        Versions.settled("3.7").awaitAtAll(cluster);
        cluster.etcdctl().output("downgrade", "enable", "3.6");
        Versions.goingDownTo("3.6").awaitAtAll(cluster);
    }

    private static void replace(ProcessCluster cluster, Member leaving, Member joining) {
        joining.become(etcd36());
        joining.start();
        cluster.etcdctl()
                .outputOnceNot(
                        "etcdserver: can only promote a learner member which is in sync with leader",
                        "member",
                        "promote",
                        Leadership.idOf(joining));
        joining.awaitHealthy(SOON);
        Leadership leadership = new Leadership(cluster);
        if (leadership.leader() == leaving) {
            leadership.moveTo(joining);
        }
        String id = Leadership.idOf(leaving);
        cluster.forget(leaving);
        cluster.etcdctl().outputOnceNot("etcdserver: unhealthy cluster", "member", "remove", id);
        Await.until(leaving.name() + " stops itself", SOON, () -> !leaving.isAlive());
    }

    private static void awaitMore(AcknowledgedWrites writes) {
        int goal = writes.revisions().size() + MORE;
        Await.until("the clients go on", SOON, () -> writes.revisions().size() >= goal);
    }

    private static Path etcd36() {
        return Project.tool("etcd36", "etcd");
    }
}
