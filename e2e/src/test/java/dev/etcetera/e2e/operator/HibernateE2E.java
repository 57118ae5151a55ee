package dev.etcetera.e2e.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.e2e.framework.Await;
import dev.etcetera.e2e.scenario.Scenario;
import dev.etcetera.operator.api.v1alpha1.Condition;
import dev.etcetera.operator.api.v1alpha1.EtcdMemberStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A cluster that is not needed is stopped, and comes back as itself. */
class HibernateE2E extends ClusterTest {
    private static final Duration DEADLINE = Duration.ofMinutes(2);
    private static final String STORAGE = "size: 1Gi";

    HibernateE2E() {
        super("calm");
    }

    @Test
    @Tag("long")
    @Scenario(28)
    void clusterSleepsAndWakesAsItselfAlsoWithOtherMembersAndInTheMiddleOfAChange() {
        cluster.mustApply(cluster.manifest(3, STORAGE));
        cluster.awaitSettled();
        cluster.etcdctl().output("put", "dream", "of sheep");
        Map<String, String> ids = cluster.memberIds();
        Map<String, String> volumes = volumes();
        String clusterId = cluster.status().clusterId();

        sleep();
        wake(3);
        assertThat(cluster.memberIds()).isEqualTo(ids);
        assertThat(volumes()).isEqualTo(volumes);

        sleep();
        wake(5);
        assertThat(cluster.memberIds()).hasSize(5).containsAllEntriesOf(ids);

        scale(3);
        Await.until(
                "a member that leaves",
                DEADLINE,
                () -> cluster.members().stream()
                        .anyMatch(m -> Boolean.TRUE.equals(m.getSpec().leaving())));
        sleep();
        wake(3);
        assertThat(cluster.memberIds()).isEqualTo(ids);
        assertThat(cluster.status().clusterId()).isEqualTo(clusterId);

        sleep();
        long start = System.nanoTime();
        cluster.delete();
        System.out.printf("deleted in its sleep after %.1f s%n", seconds(start));
        assertThat(cluster.claims()).as("policy Retain").hasSize(3);
    }

    @Test
    void clusterThatBeginsAsleepIsFormedWhenItIsWoken() {
        cluster.mustApply(cluster.manifest(0, STORAGE));
        cluster.awaitCondition("Progressing", Condition.Status.FALSE, "Hibernated");
        assertThat(cluster.members()).isEmpty();
        assertThat(cluster.claims()).isEmpty();
        scale(1);
        cluster.awaitSettled();
        assertThat(cluster.etcdctl().output("put", "good", "morning")).isEqualTo("OK\n");
    }

    private void sleep() {
        String leader = Objects.requireNonNull(cluster.status().leader());
        int members = cluster.members().size();
        long start = System.nanoTime();
        scale(0);
        Await.until("no Pods", DEADLINE, () -> {
            List<Pod> pods = cluster.pods();
            boolean leaderStops = pods.stream()
                    .anyMatch(p -> p.getMetadata().getName().equals(leader)
                            && p.getMetadata().getDeletionTimestamp() != null);
            assertThat(leaderStops && pods.size() > 1)
                    .as("the leader %s stops before others: %s", leader, pods.size())
                    .isFalse();
            return pods.isEmpty();
        });
        Condition asleep = cluster.awaitCondition("Progressing", Condition.Status.FALSE, "Hibernated");
        System.out.printf("asleep after %.1f s: %s%n", seconds(start), asleep.message());
        cluster.awaitCondition("Available", Condition.Status.FALSE, "Hibernated");
        cluster.awaitCondition("Degraded", Condition.Status.FALSE, "NothingFound");
        assertThat(cluster.status().replicas()).isZero();
        assertThat(cluster.members()).hasSize(members);
        Await.until(
                "members say so",
                DEADLINE,
                () -> cluster.members().stream()
                        .filter(m -> m.getSpec().leaving() == null)
                        .allMatch(m ->
                                Objects.requireNonNull(m.getStatus()).phase() == EtcdMemberStatus.Phase.HIBERNATED));
    }

    private void wake(int replicas) {
        long start = System.nanoTime();
        scale(replicas);
        cluster.awaitCondition("Available", Condition.Status.TRUE, "QuorumServes");
        double serves = seconds(start);
        cluster.awaitSettled();
        System.out.printf("woken to %d: serves after %.1f s, settled after %.1f s%n", replicas, serves, seconds(start));
        assertThat(cluster.etcdctl().output("get", "dream")).isEqualTo("dream\nof sheep\n");
        assertThat(cluster.members()).hasSize(replicas);
    }

    private void scale(int replicas) {
        Kubernetes.must("-n", cluster.namespace(), "scale", "etcdcluster/calm", "--replicas=" + replicas);
    }

    private Map<String, String> volumes() {
        Map<String, String> volumes = new TreeMap<>();
        cluster.claims()
                .forEach(c -> volumes.put(c.getMetadata().getName(), c.getSpec().getVolumeName()));
        return volumes;
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
