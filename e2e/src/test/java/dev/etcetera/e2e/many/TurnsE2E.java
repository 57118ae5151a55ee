package dev.etcetera.e2e.many;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.e2e.framework.Await;
import dev.etcetera.e2e.scenario.Scenario;
import dev.etcetera.operator.api.v1alpha1.EtcdCluster;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The operator comes back as another release, whose Pods differ though no spec does. */
class TurnsE2E {
    private static final Duration DEADLINE = Duration.ofMinutes(2);
    /** The same image by its full name. */
    private static final String MOVED = "docker.io/etcetera/store";

    @Test
    @Scenario(31)
    void clustersAreChangedOneAfterTheOtherAndPausedOnesNotAtAll() {
        try (PlayedKubernetes kubernetes = new PlayedKubernetes(Map.of())) {
            Crowd crowd = new Crowd(kubernetes.client(), kubernetes.newNamespace(), 4);
            crowd.create();
            crowd.awaitSettled(DEADLINE);
            PlayedKubernetes.kubectl("", "-n", crowd.namespace(), "annotate", "ec/c004", "etcetera.dev/paused=true");
            Await.until(
                    "paused",
                    DEADLINE,
                    () -> crowd.clusters().stream().anyMatch(c -> Crowd.has(c, "Progressing", "Paused")));
            kubernetes.operator().restart(Map.of("ETCETERA_STORE_REPOSITORY", MOVED));
            Set<String> waited = new TreeSet<>();
            int most = watch(crowd, waited);
            System.out.printf("waited for their turn: %s; at most %d changed at a time%n", waited, most);
            assertThat(most).as("clusters that did not serve at one moment").isEqualTo(1);
            assertThat(waited).hasSizeBetween(2, 3).doesNotContain("c004");
            assertThat(moved(crowd)).containsExactly("c001-1", "c002-1", "c003-1");
            PlayedKubernetes.kubectl("", "-n", crowd.namespace(), "annotate", "ec/c004", "etcetera.dev/paused-");
            Await.until("the paused one follows", DEADLINE, () -> moved(crowd).size() == 4);
            crowd.awaitSettled(DEADLINE);
            kubernetes.client().namespaces().withName(crowd.namespace()).delete();
        }
    }

    /** Until three are changed: how many were without a running Pod at most, and who waited. */
    private static int watch(Crowd crowd, Set<String> waited) {
        int most = 0;
        long end = System.nanoTime() + DEADLINE.toNanos();
        while (moved(crowd).size() < 3 || !othersSettled(crowd)) {
            assertThat(System.nanoTime())
                    .as("three changed in time: %s", moved(crowd))
                    .isLessThan(end);
            List<Pod> pods = crowd.pods();
            int running = (int) pods.stream()
                    .filter(p -> p.getMetadata().getDeletionTimestamp() == null
                            && p.getStatus().getPodIP() != null)
                    .count();
            most = Math.max(most, crowd.size() - running);
            crowd.clusters().stream()
                    .filter(c -> Crowd.has(c, "Progressing", "WaitingForTurn"))
                    .forEach(c -> waited.add(c.getMetadata().getName()));
        }
        return most;
    }

    private static boolean othersSettled(Crowd crowd) {
        return crowd.clusters().stream().filter(TurnsE2E::isNotPaused).allMatch(Crowd::settled);
    }

    private static boolean isNotPaused(EtcdCluster cluster) {
        return !cluster.getMetadata().getName().equals("c004");
    }

    private static Set<String> moved(Crowd crowd) {
        Set<String> moved = new TreeSet<>();
        crowd.pods().stream()
                .filter(p -> p.getMetadata().getDeletionTimestamp() == null)
                .filter(p -> p.getSpec().getContainers().getFirst().getImage().startsWith(MOVED))
                .forEach(p -> moved.add(p.getMetadata().getName()));
        return moved;
    }
}
