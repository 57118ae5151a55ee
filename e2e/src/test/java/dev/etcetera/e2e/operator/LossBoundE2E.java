package dev.etcetera.e2e.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.etcetera.e2e.framework.Await;
import dev.etcetera.e2e.framework.Json;
import dev.etcetera.e2e.scenario.Scenario;
import dev.etcetera.operator.api.v1alpha1.Condition;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Under a thousand puts a second all members, and the program that backs them up, are killed at once, and all volumes deleted:
 * the cluster that is restored misses what was acknowledged within the last interval, and nothing that is older; and it says so.
 */
@Tag("long")
class LossBoundE2E extends BackedUpTest {
    private static final String STORAGE = "size: 1Gi, retentionPolicy: Delete";
    private static final int PUTS_PER_SECOND = 1000;
    private static final int INTERVAL_SECONDS = 5;
    /**
     * An interval begins when the program sees the first change of it, and ends when it begins to write them to the bucket. So
     * a put may be older by the way to the program, by the writing of the delta before, which it waited for, and by that of its
     * own: two writes of about 1 MB, on two cores that three members and the clients keep busy.
     */
    private static final Duration SLACK = Duration.ofSeconds(1);

    private static final int LOAD_SECONDS = 30;

    LossBoundE2E() {
        super("lost");
    }

    @Test
    @Scenario(15)
    void whatIsOlderThanTheIntervalComesBack() {
        cluster.mustApply(cluster.manifest(3, STORAGE, TestCluster.PLAIN));
        cluster.awaitSettled();
        apply(
                "EtcdBackupSchedule",
                "always",
                "clusterName: lost",
                "schedule: \"0 3 * * *\"",
                "store: " + store(),
                "continuous: {intervalSeconds: " + INTERVAL_SECONDS + "}");
        cluster.awaitCondition("BackupReady", Condition.Status.TRUE, "BackedUp");
        Map<String, PacedLoad.Acknowledgement> acknowledged;
        Instant death;
        try (PacedLoad load = new PacedLoad(cluster, PUTS_PER_SECOND)) {
            Await.pass(Duration.ofSeconds(LOAD_SECONDS));
            death = disaster();
            acknowledged = load.acknowledged();
            double rate = load.rate(death, LOAD_SECONDS / 2);
            System.out.printf("%.0f puts a second were acknowledged until all died at %s%n", rate, death);
            assertThat(rate).isGreaterThan(0.95 * PUTS_PER_SECOND);
        }
        TestCluster restored = new TestCluster(cluster.namespace(), "restored");
        long start = System.nanoTime();
        restored.mustApply(
                restored.manifest(3, STORAGE, TestCluster.PLAIN, "bootstrap: {restore: {scheduleName: always}}"));
        restored.awaitSettled();
        System.out.printf("restored and settled after %.1f s%n", (System.nanoTime() - start) / 1e9);
        judge(restored, acknowledged, death);
    }

    private void judge(TestCluster restored, Map<String, PacedLoad.Acknowledgement> acknowledged, Instant death) {
        Set<String> there = keys(restored);
        List<PacedLoad.Acknowledgement> missing = acknowledged.entrySet().stream()
                .filter(e -> !there.contains(e.getKey()))
                .map(Map.Entry::getValue)
                .toList();
        Instant oldest = missing.stream()
                .map(PacedLoad.Acknowledgement::moment)
                .min(Instant::compareTo)
                .orElse(death);
        System.out.printf(
                "%d of %d acknowledged puts are missing, the oldest was acknowledged %d ms before all died; the interval is"
                        + " %d s%n",
                missing.size(),
                acknowledged.size(),
                Duration.between(oldest, death).toMillis(),
                INTERVAL_SECONDS);
        assertThat(oldest).isAfter(death.minusSeconds(INTERVAL_SECONDS).minus(SLACK));

        String message = restored.condition("Restored").orElseThrow().message();
        System.out.println("it says: " + message);
        JsonNode said = Json.parse(message);
        long revision = said.path("revision").asLong();
        assertThat(acknowledged.entrySet())
                .as("it has what it says, and no more")
                .allMatch(e -> there.contains(e.getKey()) == (e.getValue().revision() <= revision));
        assertThat(Instant.parse(said.path("newestChange").asText()))
                .isAfter(death.minusSeconds(INTERVAL_SECONDS).minus(SLACK))
                .isBefore(death.plus(SLACK));
    }

    /** All members at once and whoever reads them, by SIGKILL, before anybody starts them again their volumes. */
    private Instant disaster() {
        List<ProcessHandle> processes = Stream.concat(cluster.pods().stream(), followers())
                .flatMap(pod -> MemberProcess.find(pod).stream())
                .toList();
        assertThat(processes).hasSize(4);
        Instant death = Instant.now();
        processes.forEach(ProcessHandle::destroyForcibly);
        String members = "etcetera.dev/cluster=lost";
        kubectl("delete", "pvc", "--wait=false", "-l", members);
        kubectl("delete", "etcdcluster", "lost", "--wait=false", "--cascade=foreground");
        kubectl("delete", "pod", "--force", "--grace-period=0", "-l", members);
        return death;
    }

    private Stream<Pod> followers() {
        return Kubernetes.client()
                .pods()
                .inNamespace(cluster.namespace())
                .withLabel("app.kubernetes.io/name", "etcetera-backup")
                .list()
                .getItems()
                .stream();
    }

    private void kubectl(String... words) {
        Kubernetes.must(Stream.concat(Stream.of("-n", cluster.namespace()), Stream.of(words))
                .toArray(String[]::new));
    }

    private static Set<String> keys(TestCluster cluster) {
        return Arrays.stream(cluster.etcdctl()
                        .output("get", "load/", "--prefix", "--keys-only")
                        .split("\n+"))
                .filter(k -> !k.isEmpty())
                .collect(Collectors.toSet());
    }
}
