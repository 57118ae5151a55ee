package dev.etcetera.e2e.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.e2e.framework.Await;
import dev.etcetera.e2e.framework.Project;
import dev.etcetera.e2e.scenario.Scenario;
import dev.etcetera.operator.api.v1alpha1.Condition;
import dev.etcetera.operator.api.v1alpha1.EtcdRecoveryStatus;
import dev.etcetera.operator.api.v1alpha1.RequestPhase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Most members are lost for good: nothing is deleted, the condition says what to choose, and an EtcdRecovery does it. */
class QuorumLossE2E extends ClusterTest {
    private static final Duration DEADLINE = Duration.ofMinutes(5);
    /** Longer than anything that the operator does by itself. */
    private static final Duration WHILE = Duration.ofSeconds(20);

    QuorumLossE2E() {
        super("demo");
    }

    @Scenario(14)
    @Test
    @Tag("long")
    void twoOfThreeAreLostUnderLoadAndTheClusterGoesOnWithWhatTheLeaderHas() {
        form(3);
        String clusterId = Objects.requireNonNull(cluster.status().clusterId());
        String survivor = Objects.requireNonNull(cluster.status().leader());
        try (WriteLoad load = WriteLoad.onService(cluster).running()) {
            lose(names().filter(n -> !n.equals(survivor)).toList());
            Condition lost = cluster.awaitCondition("QuorumLost", Condition.Status.TRUE, "MembersLost");
            System.out.println(lost.message());
            assertThat(lost.message()).contains("2 of 3", "kind\":\"EtcdRecovery", "docs/quorum-loss.md");
            nothingIsDeleted(survivor);
            long start = System.nanoTime();
            Kubernetes.must(
                    "-n",
                    cluster.namespace(),
                    "create",
                    "-f",
                    Project.root().resolve("manifests/samples/recovery.yaml").toString());
            EtcdRecoveryStatus done = new TestRecovery(cluster.namespace(), "demo-lost-its-quorum")
                    .await(RequestPhase.SUCCEEDED, DEADLINE);
            System.out.printf("recovered in %.1f s: %s%n", (System.nanoTime() - start) / 1e9, done);
            assertThat(done.survivor()).isEqualTo(survivor);
            recovered(clusterId, 1);
            Await.until("writers are acknowledged again", DEADLINE, () -> load.running() != null);
            load.stop();
            load.assertNothingIsLost(cluster);
        }
        assertThat(Kubernetes.must("-n", cluster.namespace(), "get", "er", "-o", "wide"))
                .contains("Succeeded", survivor);
        TestRecovery again = TestRecovery.of(cluster, "needless");
        assertThat(again.await(RequestPhase.REJECTED, DEADLINE).message()).contains("has a quorum");
        assertThat(Kubernetes.must("-n", cluster.namespace(), "get", "events"))
                .contains("RecoveryBegins", "MemberGivenUp", "NewClusterForced", "RecoverySucceeded");
    }

    @Test
    void whatCannotBeRecoveredIsRejectedAndSaysWhy() {
        assertThat(TestRecovery.of(cluster, "nobody")
                        .await(RequestPhase.REJECTED, DEADLINE)
                        .message())
                .isEqualTo("EtcdCluster demo does not exist");
        form(1);
        TestRecovery needless = TestRecovery.of(cluster, "needless");
        assertThat(needless.await(RequestPhase.REJECTED, DEADLINE).message()).contains("has a quorum");
        assertThat(Kubernetes.kubectl(
                                "",
                                "-n",
                                cluster.namespace(),
                                "patch",
                                "er",
                                "needless",
                                "--type=merge",
                                "-p",
                                "{\"spec\":{\"survivor\":\"demo-1\"}}")
                        .toString())
                .contains("the spec of an EtcdRecovery never changes");
        lose(List.of("demo-1"));
        Condition lost = cluster.awaitCondition("QuorumLost", Condition.Status.TRUE, "MembersLost");
        assertThat(lost.message()).startsWith("the only member is lost for good: demo-1 lo");
        TestRecovery hopeless = TestRecovery.of(cluster, "hopeless");
        assertThat(hopeless.await(RequestPhase.REJECTED, DEADLINE).message()).contains("no data to go on with");
        assertThat(cluster.members()).hasSize(1);
    }

    /** Two of five are left and one of them was away: what it missed is not missing afterwards. */
    @Tag("long")
    @Test
    void ofTwoThatAreLeftTheOneThatHasMoreIsChosen() {
        form(5);
        List<String> followers =
                names().filter(n -> !n.equals(cluster.status().leader())).toList();
        String behind = followers.getFirst();
        String ahead = followers.getLast();
        ProcessHandle paused = OperatorProcess.of(behind);
        OperatorProcess.signal(paused, "STOP");
        // More than what is on its way to it can hold.
        String value = "v".repeat(500_000);
        try (var client = Clients.onService(cluster).get()) {
            for (int i = 0; i < 80; i++) {
                client.getKVClient()
                        .put(WriteLoad.bytes("big/" + i), WriteLoad.bytes(value))
                        .join();
            }
        } finally {
            lose(names().filter(n -> !n.equals(behind) && !n.equals(ahead)).toList());
            OperatorProcess.signal(paused, "CONT");
        }
        cluster.awaitCondition("QuorumLost", Condition.Status.TRUE, "MembersLost");
        EtcdRecoveryStatus done = TestRecovery.of(cluster, "five").await(RequestPhase.SUCCEEDED, DEADLINE);
        System.out.println(done);
        assertThat(done.survivor()).isEqualTo(ahead);
        cluster.awaitSettled();
        assertThat(cluster.etcdctl().output("get", "big/", "--prefix", "--count-only", "-w", "fields"))
                .contains("\"Count\" : 80");
        assertThat(cluster.etcdctl().output("member", "list").lines()).hasSize(5);
    }

    /** The survivor follows: what only the leader and another one had is lost, and how much that is is said. */
    @Tag("long")
    @Test
    void operatorIsKilledAgainAndAgainWhileItRecoversFromAFollower() {
        form(3);
        String clusterId = Objects.requireNonNull(cluster.status().clusterId());
        String survivor = names().filter(n -> !n.equals(cluster.status().leader()))
                .findFirst()
                .orElseThrow();
        Map<String, Long> acknowledged;
        try (WriteLoad load = WriteLoad.onService(cluster).running()) {
            lose(names().filter(n -> !n.equals(survivor)).toList());
            Await.pass(Duration.ofSeconds(1));
            acknowledged = load.acknowledged();
            load.stop();
        }
        cluster.awaitCondition("QuorumLost", Condition.Status.TRUE, "MembersLost");
        TestRecovery recovery = TestRecovery.of(cluster, "killed");
        RandomGenerator random = RandomGenerator.getDefault();
        int kills = 0;
        while (recovery.status()
                        .filter(s -> s.phase() == RequestPhase.SUCCEEDED)
                        .isEmpty()
                && kills < 40) {
            Await.pass(Duration.ofMillis(2_000 + random.nextInt(9_000)));
            kills += kill() ? 1 : 0;
        }
        recovery.await(RequestPhase.SUCCEEDED, DEADLINE);
        recovered(clusterId, 1);
        List<String> there = cluster.etcdctl()
                .output("get", "load/", "--prefix", "--keys-only")
                .lines()
                .toList();
        List<String> lost = acknowledged.keySet().stream()
                .filter(k -> !there.contains(k))
                .sorted()
                .toList();
        System.out.printf(
                "operator killed %d times; %d puts acknowledged, %d lost with those that had them: %s%n",
                kills, acknowledged.size(), lost.size(), lost);
        assertThat(lost).as("what was under way in the last moment").hasSizeLessThan(20);
    }

    private void form(int size) {
        cluster.mustApply(cluster.manifest(size, "size: 1Gi"));
        cluster.awaitSettled();
    }

    private Stream<String> names() {
        return cluster.members().stream().map(m -> m.getMetadata().getName());
    }

    /** At once, and without a farewell. */
    private void lose(List<String> members) {
        List<String> claims = cluster.claims().stream()
                .map(c -> c.getMetadata().getName())
                .filter(c -> members.stream().anyMatch(m -> c.startsWith("data-" + m + "-")))
                .toList();
        members.stream().map(OperatorProcess::of).toList().forEach(ProcessHandle::destroyForcibly);
        Kubernetes.must(
                Stream.concat(Stream.of("-n", cluster.namespace(), "delete", "pvc", "--wait=false"), claims.stream())
                        .toArray(String[]::new));
        Kubernetes.must(Stream.concat(
                        Stream.of("-n", cluster.namespace(), "delete", "pod", "--force", "--grace-period=0"),
                        members.stream())
                .toArray(String[]::new));
        Await.until(
                "their volumes are gone",
                DEADLINE,
                () -> cluster.claims().stream().noneMatch(c -> c.getMetadata().getDeletionTimestamp() != null));
    }

    private void nothingIsDeleted(String survivor) {
        List<String> before = names().toList();
        List<String> claims = claims();
        Await.pass(WHILE);
        assertThat(names().toList()).isEqualTo(before);
        assertThat(claims()).isEqualTo(claims).hasSize(1);
        assertThat(cluster.pods()).extracting(p -> p.getMetadata().getName()).containsExactly(survivor);
        assertThat(cluster.members())
                .noneMatch(m -> Boolean.TRUE.equals(m.getSpec().leaving()));
    }

    private List<String> claims() {
        return cluster.claims().stream().map(c -> c.getMetadata().getName()).toList();
    }

    private void recovered(String clusterId, int count) {
        cluster.awaitSettled();
        assertThat(cluster.etcdctl().output("member", "list").lines())
                .hasSize(3)
                .allMatch(line -> line.contains(", started, ") && line.endsWith(", false"));
        assertThat(cluster.status().recoveryCount()).isEqualTo(count);
        assertThat(cluster.status().recovery()).isNull();
        assertThat(cluster.status().clusterId()).isEqualTo(clusterId);
        assertThat(cluster.etcdctl().output("endpoint", "status", "-w", "fields"))
                .contains("\"ClusterID\" : " + Long.toUnsignedString(Long.parseUnsignedLong(clusterId, 16)));
        cluster.awaitCondition("QuorumLost", Condition.Status.FALSE, "QuorumServes");
        assertThat(cluster.members()).hasSize(3);
    }

    /** The replica that leads, if one does. */
    private static boolean kill() {
        String holder = OperatorProcess.leader();
        if (holder.isEmpty()) {
            return false;
        }
        try {
            boolean killed = OperatorProcess.of(holder).destroyForcibly();
            // Another Pod takes its place at once: kubelet would let the same one wait longer each time.
            Kubernetes.kubectl("", "-n", Kubernetes.SYSTEM_NAMESPACE, "delete", "pod", holder, "--wait=false");
            return killed;
        } catch (AssertionError alreadyGone) {
            return false;
        }
    }
}
