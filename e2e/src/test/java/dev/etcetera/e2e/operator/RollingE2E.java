package dev.etcetera.e2e.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.e2e.framework.Await;
import dev.etcetera.e2e.scenario.Scenario;
import dev.etcetera.operator.api.v1alpha1.Condition;
import io.etcd.jetcd.Client;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the spec says of all members comes to them one after the other while clients write. */
class RollingE2E extends ClusterTest {
    private static final Duration DEADLINE = Duration.ofMinutes(3);
    private static final Duration LONGEST_GAP = Duration.ofSeconds(10);
    private static final String STORAGE = "size: 1Gi";

    RollingE2E() {
        super("roll");
    }

    @BeforeEach
    void open() {
        cluster.mustApply(cluster.manifest(3, STORAGE));
        cluster.awaitSettled();
    }

    @Test
    @Scenario(10)
    void optionsRollLeaderLastAndABrokenImageHaltsUntilTheSpecIsSetBack() {
        try (WriteLoad load = WriteLoad.onService(cluster).running()) {
            optionsRoll(load);
            brokenImageHalts(load);
            load.stop();
            assertThat(load.failures()).isEmpty();
            load.assertNothingIsLost(cluster);
        }
    }

    @Test
    @Tag("long")
    @Scenario(9)
    void nothingIsChangedWhileAMemberIsUnwellAndAllIsWhenItIsBack() {
        try (WriteLoad load = WriteLoad.onMembers(cluster).running()) {
            Pod victim = follower();
            Map<String, String> before = cluster.podUids();
            Nodes.cut(victim.getSpec().getNodeName());
            cluster.awaitCondition("Degraded", Condition.Status.TRUE, "MemberDown");
            cluster.mustApply(cluster.manifest(3, STORAGE, "options: {snapshotCount: 20000}"));
            String name = victim.getMetadata().getName();
            Condition says = Await.value(
                    "the member is named that is in the way",
                    DEADLINE,
                    () -> cluster.condition("Progressing")
                            .filter(c -> c.message().contains("member " + name)));
            System.out.println(says.reason() + ": " + says.message());
            assertThat(Kubernetes.must("-n", cluster.namespace(), "get", "events"))
                    .contains(says.reason());
            Await.pass(Duration.ofSeconds(20));
            // It may be changed first, for it does not serve anyway.
            assertThat(without(name, cluster.podUids()))
                    .as("nobody who is well was touched")
                    .isEqualTo(without(name, before));
            Nodes.join(victim.getSpec().getNodeName());
            cluster.awaitNewPods(before);
            cluster.awaitSettled();
            load.cut().report("options asked for while a follower's node was cut off");
            load.stop();
            assertThat(load.failures()).isEmpty();
            load.assertNothingIsLost(cluster);
        } finally {
            Nodes.mend();
        }
    }

    @Test
    @Tag("long")
    @Scenario(11)
    void memberThatIsGivenTheLeadMeanwhileIsTheLast() {
        try (WriteLoad load = WriteLoad.onService(cluster).running()) {
            Map<String, String> before = cluster.podUids();
            String first = Objects.requireNonNull(cluster.status().leader());
            cluster.mustApply(cluster.manifest(3, STORAGE, "options: {snapshotCount: 20000}"));
            String changed = Await.value(
                    "one is changed",
                    DEADLINE,
                    () -> cluster.podUids().entrySet().stream()
                            .filter(e -> !e.getValue().equals(before.get(e.getKey())))
                            .map(Map.Entry::getKey)
                            .findFirst());
            String last = before.keySet().stream()
                    .filter(m -> !m.equals(first) && !m.equals(changed))
                    .findFirst()
                    .orElseThrow();
            long id = Long.parseUnsignedLong(
                    Objects.requireNonNull(cluster.memberIds().get(last)), 16);
            try (Client client = Clients.to(
                    cluster,
                    Objects.requireNonNull(cluster.pod(first).getStatus().getPodIP()))) {
                client.getMaintenanceClient().moveLeader(id).join();
            }
            cluster.awaitNewPods(before);
            cluster.awaitSettled();
            assertThat(cluster.pods())
                    .allMatch(p -> p.getMetadata().getCreationTimestamp().compareTo(createdAt(last)) <= 0);
            report("the lead moved to the next one during a roll", System.nanoTime(), load.cut());
            load.stop();
            assertThat(load.failures()).isEmpty();
            load.assertNothingIsLost(cluster);
        }
    }

    private static Map<String, String> without(String name, Map<String, String> all) {
        Map<String, String> others = new TreeMap<>(all);
        others.remove(name);
        return others;
    }

    private Pod follower() {
        String leader = cluster.status().leader();
        return cluster.pods().stream()
                .filter(p -> !p.getMetadata().getName().equals(leader))
                .findFirst()
                .orElseThrow();
    }

    private void optionsRoll(WriteLoad load) {
        Map<String, String> ids = cluster.memberIds();
        Map<String, String> before = cluster.podUids();
        String leader = Objects.requireNonNull(cluster.status().leader());
        load.cut();
        long start = System.nanoTime();
        cluster.mustApply(cluster.manifest(3, STORAGE, "options: {snapshotCount: 20000}"));
        cluster.awaitNewPods(before);
        cluster.awaitSettled();
        report("options of three members", start, load.cut());
        assertThat(cluster.podUids().values()).doesNotContainAnyElementsOf(before.values());
        assertThat(cluster.memberIds()).isEqualTo(ids);
        assertThat(cluster.pods())
                .allMatch(p -> p.getSpec().getContainers().getFirst().getArgs().contains("--snapshot-count=20000"))
                .allMatch(p -> p.getMetadata().getCreationTimestamp().compareTo(createdAt(leader)) <= 0);
        assertThat(Kubernetes.must("-n", cluster.namespace(), "get", "events"))
                .contains(leader + " handed the leadership over to");
    }

    private void brokenImageHalts(WriteLoad load) {
        Map<String, String> before = cluster.podUids();
        String leader = Objects.requireNonNull(cluster.status().leader());
        long start = System.nanoTime();
        cluster.mustApply(
                cluster.manifest(3, STORAGE, "options: {snapshotCount: 20000}", "image: localhost/busybox:1"));
        Condition halted = cluster.awaitCondition("Progressing", Condition.Status.FALSE, "RolloutHalted");
        System.out.printf("halted after %.1f s: %s%n", (System.nanoTime() - start) / 1e9, halted.message());
        assertThat(cluster.condition("Degraded"))
                .hasValueSatisfying(c -> assertThat(c.reason()).isEqualTo("RolloutHalted"));
        assertThat(cluster.condition("Available"))
                .hasValueSatisfying(c -> assertThat(c.status()).isEqualTo(Condition.Status.TRUE));
        Map<String, String> untouched = new TreeMap<>(cluster.podUids());
        untouched.entrySet().removeIf(e -> !e.getValue().equals(before.get(e.getKey())));
        assertThat(untouched).hasSize(2).containsKey(leader);
        assertThat(before.keySet())
                .filteredOn(m -> !untouched.containsKey(m))
                .allSatisfy(stuck -> assertThat(halted.message()).contains("member " + stuck + " does not come back"));

        start = System.nanoTime();
        cluster.mustApply(cluster.manifest(3, STORAGE, "options: {snapshotCount: 20000}"));
        cluster.awaitSettled();
        report("spec set back", start, load.cut());
        assertThat(cluster.podUids()).as("the others were never touched").containsAllEntriesOf(untouched);
    }

    private static void report(String what, long start, WriteLoad.Span span) {
        span.report(what);
        System.out.printf(
                "%s: %.1f s  gap %d ms  slowest put %d ms  retries %d%n",
                what,
                (System.nanoTime() - start) / 1e9,
                span.longestGap().toMillis(),
                span.longestPut().toMillis(),
                span.retries());
        assertThat(span.longestGap()).isLessThan(LONGEST_GAP);
    }

    private String createdAt(String pod) {
        return cluster.pods().stream()
                .filter(p -> p.getMetadata().getName().equals(pod))
                .findFirst()
                .orElseThrow()
                .getMetadata()
                .getCreationTimestamp();
    }
}
