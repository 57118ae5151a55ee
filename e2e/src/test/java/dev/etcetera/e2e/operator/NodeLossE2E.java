package dev.etcetera.e2e.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.e2e.framework.Await;
import dev.etcetera.e2e.scenario.Scenario;
import dev.etcetera.operator.api.v1alpha1.Condition;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Nodes that are cut off, die, come back or never do, each with one member of a cluster that clients use. */
class NodeLossE2E extends ClusterTest {
    private static final Duration DEADLINE = Duration.ofMinutes(4);
    /** Two election timeouts of the default length. */
    private static final Duration ELECTED = Duration.ofSeconds(2);

    NodeLossE2E() {
        super("node");
    }

    @BeforeEach
    void open() {
        cluster.mustApply(cluster.manifest(3, "size: 1Gi"));
        cluster.awaitSettled();
        assertThat(new TreeSet<>(cluster.pods().stream().map(NodeLossE2E::node).toList()))
                .as("one member on each node")
                .hasSize(3);
    }

    @AfterEach
    void close() {
        Nodes.mend();
    }

    @Test
    @Tag("long")
    @Scenario({})
    void leadersNodeIsCutOffAndJoinsAgain() {
        Map<String, String> ids = cluster.memberIds();
        try (WriteLoad load = WriteLoad.onMembers(cluster).running()) {
            Pod leader = leader();
            long term = load.cut().term();
            Nodes.cut(node(leader));
            WriteLoad.Span cut = load.afterElection(term);
            cut.report("leader's node cut off");
            cluster.awaitCondition("Degraded", Condition.Status.TRUE, "MemberDown");
            load.cut();
            Nodes.join(node(leader));
            cluster.awaitSettled();
            load.cut().report("the node joined again");
            judged(load);
            assertThat(cut.longestGap()).isLessThanOrEqualTo(ELECTED);
        }
        assertThat(cluster.memberIds()).isEqualTo(ids);
    }

    @Test
    @Tag("long")
    @Scenario({})
    void leadersNodeDiesAndComesBack() {
        Map<String, String> ids = cluster.memberIds();
        try (WriteLoad load = WriteLoad.onMembers(cluster).running()) {
            Pod leader = leader();
            long term = load.cut().term();
            Nodes.kill(node(leader));
            WriteLoad.Span killed = load.afterElection(term);
            killed.report("leader's node killed");
            cluster.awaitCondition("Degraded", Condition.Status.TRUE, "MemberDown");
            load.cut();
            Nodes.start(node(leader));
            cluster.awaitSettled();
            load.cut().report("the node started again");
            judged(load);
            assertThat(killed.longestGap()).isLessThanOrEqualTo(ELECTED);
        }
        assertThat(cluster.memberIds()).isEqualTo(ids);
    }

    @Test
    @Tag("long")
    @Scenario(12)
    void podThatItsNodeEndedIsMadeAgainAndWaitsForTheNode() {
        Map<String, String> ids = cluster.memberIds();
        try (WriteLoad load = WriteLoad.onMembers(cluster).running()) {
            Pod victim = follower();
            Nodes.kill(node(victim));
            // The last word of a kubelet that shuts its node down.
            Kubernetes.must(
                    "-n",
                    cluster.namespace(),
                    "patch",
                    "pod",
                    name(victim),
                    "--subresource=status",
                    "-p",
                    "{\"status\":{\"phase\":\"Failed\",\"reason\":\"Terminated\","
                            + "\"message\":\"Pod was terminated in response to imminent node shutdown.\"}}");
            long begin = System.nanoTime();
            Await.until(
                    "a new Pod " + name(victim),
                    DEADLINE,
                    () -> cluster.pods().stream()
                            .anyMatch(p -> name(p).equals(name(victim)) && !uid(p).equals(uid(victim))));
            System.out.printf("made again after %.1f s%n", (System.nanoTime() - begin) / 1e9);
            assertThat((System.nanoTime() - begin) / 1e9)
                    .as("within one resync")
                    .isLessThan(35);
            Nodes.start(node(victim));
            cluster.awaitSettled();
            load.cut().report("follower's node shut down and started again");
            judged(load);
        }
        assertThat(cluster.memberIds()).isEqualTo(ids);
        assertThat(cluster.claims()).hasSize(3);
    }

    @Test
    @Tag("long")
    @Scenario(12)
    void quorumReturnsUnaidedWhenAllNodesWereRebooted() {
        Map<String, String> ids = cluster.memberIds();
        try (WriteLoad load = WriteLoad.onMembers(cluster).running()) {
            Nodes.names().forEach(Nodes::kill);
            Nodes.names().forEach(Nodes::start);
            long before = load.acknowledged().size();
            Await.until(
                    "puts are acknowledged again",
                    DEADLINE,
                    () -> load.acknowledged().size() > before + 20);
            load.cut().report("all three nodes killed and started again");
            cluster.awaitSettled();
            load.stop();
            load.assertNothingIsLost(cluster);
        }
        assertThat(cluster.memberIds()).isEqualTo(ids);
        assertThat(cluster.claims()).hasSize(3);
    }

    @Test
    @Tag("long")
    @Scenario(13)
    void memberOfADeadNodeIsReplacedOnItsUsersWordOnly() {
        try (WriteLoad load = WriteLoad.onMembers(cluster).running()) {
            Pod victim = follower();
            Nodes.kill(node(victim));
            Kubernetes.must("-n", cluster.namespace(), "delete", "pod", name(victim), "--wait=false");
            Condition hangs = Await.value(
                    "Degraded=True PodHangs",
                    DEADLINE,
                    () -> cluster.condition("Degraded").filter(c -> c.reason().equals("PodHangs")));
            assertThat(hangs.message())
                    .contains("Pod " + name(victim) + " does not end", "etcetera.dev/replace=" + name(victim));
            assertThat(Kubernetes.must("-n", cluster.namespace(), "get", "events"))
                    .contains("PodHangs");
            assertThat(uid(cluster.pod(name(victim)))).as("never forced").isEqualTo(uid(victim));
            assertThat(cluster.members()).hasSize(3);

            Kubernetes.must(
                    "-n",
                    cluster.namespace(),
                    "annotate",
                    "etcdcluster",
                    cluster.name(),
                    "etcetera.dev/replace=" + name(victim));
            Await.until("node-4 has a vote; now " + cluster.condition("Progressing"), DEADLINE, () -> voters("node-4"));
            load.cut().report("node of a follower dead, member replaced on its user's word");
            assertThat(uid(cluster.pod(name(victim)))).as("never forced").isEqualTo(uid(victim));
            Nodes.start(node(victim));
            Await.until(
                    "its Pod is gone",
                    DEADLINE,
                    () -> cluster.pods().stream().noneMatch(p -> name(p).equals(name(victim))));
            cluster.awaitSettled();
            judged(load);
        }
        assertThat(cluster.members()).hasSize(3);
    }

    @Test
    @Tag("long")
    @Scenario(13)
    void memberOfANodeThatIsNoMoreIsReplaced() {
        try (WriteLoad load = WriteLoad.onMembers(cluster).running()) {
            Pod victim = follower();
            Nodes.kill(node(victim));
            Kubernetes.must("delete", "node", node(victim));
            Await.until("node-4 has a vote; now " + cluster.condition("Progressing"), DEADLINE, () -> voters("node-4"));
            load.cut().report("node of a follower removed from Kubernetes, member replaced");
            assertThat(Kubernetes.must("-n", cluster.namespace(), "get", "events"))
                    .contains("there is no such node any more");
            cluster.awaitSettled();
            judged(load);
        }
        assertThat(cluster.members())
                .hasSize(3)
                .noneMatch(m -> m.getMetadata().getName().isEmpty());
    }

    private void judged(WriteLoad load) {
        load.stop();
        assertThat(load.failures()).isEmpty();
        load.assertNothingIsLost(cluster);
    }

    private boolean voters(String newcomer) {
        String list = cluster.etcdctlOnService().run("member", "list").out();
        return list.lines().count() == 3
                && list.lines().anyMatch(l -> l.contains(" " + newcomer + ",") && l.endsWith(", false"));
    }

    private Pod leader() {
        return cluster.pod(Objects.requireNonNull(cluster.status().leader()));
    }

    private Pod follower() {
        String leader = cluster.status().leader();
        return cluster.pods().stream()
                .filter(p -> !name(p).equals(leader))
                .findFirst()
                .orElseThrow();
    }

    private static String node(Pod pod) {
        return pod.getSpec().getNodeName();
    }

    private static String name(Pod pod) {
        return pod.getMetadata().getName();
    }

    private static String uid(Pod pod) {
        return pod.getMetadata().getUid();
    }
}
