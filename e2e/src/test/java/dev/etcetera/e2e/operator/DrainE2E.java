package dev.etcetera.e2e.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.e2e.framework.Await;
import dev.etcetera.e2e.scenario.Scenario;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Nodes are drained while members are changed: all who stop members share one disruption budget. */
class DrainE2E extends ClusterTest {
    private static final Duration DEADLINE = Duration.ofMinutes(4);
    private static final Duration RACE = Duration.ofSeconds(15);
    private static final String STORAGE = "size: 1Gi";

    DrainE2E() {
        super("drain");
    }

    @BeforeEach
    void open() {
        cluster.mustApply(cluster.manifest(3, STORAGE));
        cluster.awaitSettled();
    }

    @AfterEach
    void close() {
        Nodes.mend();
    }

    @Test
    @Tag("long")
    @Scenario(27)
    void twoNodesAreDrainedWhileTheMembersAreChangedAndNoSecondVoterIsTaken() throws InterruptedException {
        try (WriteLoad load = WriteLoad.onMembers(cluster).running();
                GoodPods good = new GoodPods(cluster)) {
            List<String> drained = cluster.pods().stream()
                    .map(p -> p.getSpec().getNodeName())
                    .sorted()
                    .limit(2)
                    .toList();
            List<Thread> drains = drained.stream()
                    .map(node -> Thread.ofVirtual().start(() -> drain(node)))
                    .toList();
            cluster.mustApply(cluster.manifest(3, STORAGE, "options: {snapshotCount: 20000}"));
            // Whatever this comes to: one member has no node to run on, and so no other one may go.
            Await.pass(RACE);
            for (String node : drained) {
                Kubernetes.must("uncordon", node);
                Await.pass(RACE);
            }
            for (Thread drain : drains) {
                drain.join();
            }
            drained.forEach(node -> Kubernetes.must("uncordon", node));
            Await.until(
                    "all are changed; now " + cluster.condition("Progressing"),
                    DEADLINE,
                    () -> cluster.pods().size() == 3
                            && cluster.pods().stream()
                                    .allMatch(p -> p.getSpec()
                                            .getContainers()
                                            .getFirst()
                                            .getArgs()
                                            .contains("--snapshot-count=20000")));
            cluster.awaitSettled();
            WriteLoad.Span span = load.cut();
            span.report("two nodes drained at once during a roll");
            assertThat(good.fewest()).as("members that were there at any time").isEqualTo(2);
            load.stop();
            assertThat(load.failures()).isEmpty();
            load.assertNothingIsLost(cluster);
        }
    }

    private void drain(String node) {
        Kubernetes.kubectl(
                "",
                "drain",
                node,
                "--pod-selector=etcetera.dev/cluster=" + cluster.name(),
                "--delete-emptydir-data",
                "--timeout=60s");
    }

    /** Counts, with every event, the Pods that are ready and that nobody has told to end. */
    private static final class GoodPods implements AutoCloseable {
        private final Map<String, Boolean> good = new ConcurrentHashMap<>();
        private final AtomicInteger fewest = new AtomicInteger(Integer.MAX_VALUE);
        private final Watch watch;

        GoodPods(TestCluster cluster) {
            cluster.pods().forEach(p -> good.put(p.getMetadata().getName(), isGood(p)));
            watch = Kubernetes.client()
                    .pods()
                    .inNamespace(cluster.namespace())
                    .withLabel("etcetera.dev/cluster", cluster.name())
                    .watch(new Watcher<>() {
                        @Override
                        public void eventReceived(Action action, Pod pod) {
                            see(pod.getMetadata().getName(), action != Action.DELETED && isGood(pod));
                        }

                        @Override
                        public void onClose(WatcherException cause) {
                            fewest.set(-1);
                        }
                    });
        }

        private void see(String name, boolean isGood) {
            good.put(name, isGood);
            int now = (int) good.values().stream().filter(g -> g).count();
            fewest.accumulateAndGet(now, Math::min);
        }

        private static boolean isGood(Pod pod) {
            return pod.getMetadata().getDeletionTimestamp() == null
                    && pod.getStatus().getConditions().stream()
                            .anyMatch(c ->
                                    c.getType().equals("Ready") && c.getStatus().equals("True"));
        }

        int fewest() {
            return fewest.get();
        }

        @Override
        public void close() {
            watch.close();
        }
    }
}
