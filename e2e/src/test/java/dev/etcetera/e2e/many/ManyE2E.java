package dev.etcetera.e2e.many;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.e2e.framework.Await;
import dev.etcetera.e2e.scenario.Scenario;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** As many clusters as a platform has, and an API server that has its bad minute. */
class ManyE2E {
    private static final Duration LATENCY = Duration.ofMillis(20);
    private static final int KINDS = 6;

    @Test
    @Scenario(32)
    void twentyClustersComeThroughTenBadSeconds() {
        new Story(20, Duration.ofSeconds(10), Duration.ofSeconds(10)).tell();
    }

    @Test
    @Tag("long")
    @Scenario(32)
    void twoHundredClustersComeThroughABadMinute() {
        new Story(200, Duration.ofSeconds(60), Duration.ofSeconds(60)).tell();
    }

    private record Story(int size, Duration bad, Duration idle) {
        void tell() {
            try (PlayedKubernetes kubernetes = new PlayedKubernetes(Map.of())) {
                Crowd crowd = new Crowd(kubernetes.client(), kubernetes.newNamespace(), size);
                kubernetes.api().trouble(LATENCY, 0, false);
                crowd.create();
                System.out.printf("%d clusters settled after %s%n", size, crowd.awaitSettled(Duration.ofMinutes(5)));
                System.out.printf("asked: %s%n", kubernetes.api().counts());
                assertThat(fullLists(kubernetes.api().counts()))
                        .as("lists of everything of a kind, after a start")
                        .isLessThanOrEqualTo(2 * KINDS);
                trouble(kubernetes, crowd);
                rest(kubernetes, crowd);
                kubernetes.client().namespaces().withName(crowd.namespace()).delete();
            }
        }

        private void trouble(PlayedKubernetes kubernetes, Crowd crowd) {
            Map<String, Integer> before = kubernetes.api().counts();
            kubernetes.api().trouble(LATENCY, 0.25, true);
            crowd.edit("first");
            Await.pass(bad.dividedBy(2));
            crowd.edit("last");
            Await.pass(bad.dividedBy(2));
            kubernetes.api().trouble(LATENCY, 0, false);
            System.out.printf("settled %s after the trouble ended%n", crowd.awaitSettled(Duration.ofMinutes(3)));
            Map<String, Integer> asked = kubernetes.api().since(before);
            System.out.printf("asked in and after the trouble: %s%n", asked);
            System.out.printf(
                    "operator started %d times%n", kubernetes.operator().starts());
            assertThat(fullLists(asked)).as("lists of everything of a kind").isLessThanOrEqualTo(10 * KINDS);
            assertThat(crowd.pods())
                    .hasSize(size)
                    .allMatch(
                            p -> "last".equals(p.getMetadata().getAnnotations().get(Crowd.EDIT)));
            assertThat(crowd.members()).hasSize(size);
            assertThat(crowd.claims()).hasSize(size);
            assertThat(crowd.clusters())
                    .allMatch(c -> Integer.valueOf(1).equals(c.getStatus().lastSerial()));
        }

        private void rest(PlayedKubernetes kubernetes, Crowd crowd) {
            Await.pass(Duration.ofSeconds(5));
            Map<String, String> versions = crowd.versions();
            Map<String, Integer> before = kubernetes.api().counts();
            double cpu = kubernetes.operator().cpuSeconds();
            Await.pass(idle);
            double cores = (kubernetes.operator().cpuSeconds() - cpu) / idle.toSeconds();
            long resident = kubernetes.operator().mebibytes("VmRSS");
            Map<String, Integer> asked = kubernetes.api().since(before);
            double rate = asked.values().stream().mapToInt(Integer::intValue).sum() / (double) idle.toSeconds();
            System.out.printf(
                    "idle: %.3f cores, %d MiB resident (most: %d), %.1f requests/s: %s%n",
                    cores, resident, kubernetes.operator().mebibytes("VmHWM"), rate, asked);
            assertThat(crowd.versions()).as("nobody writes").isEqualTo(versions);
            assertThat(cores).as("cores when idle").isLessThan(0.5);
            assertThat(kubernetes.operator().mebibytes("VmHWM"))
                    .as("MiB resident, at most")
                    .isLessThan(512);
            assertThat(rate).as("requests a second when idle").isLessThan(5);
        }

        private static int fullLists(Map<String, Integer> counts) {
            return counts.entrySet().stream()
                    .filter(e -> e.getKey().startsWith("list ") && !e.getKey().startsWith("list own "))
                    .mapToInt(Map.Entry::getValue)
                    .sum();
        }
    }
}
