package dev.etcetera.e2e.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.e2e.framework.Await;
import dev.etcetera.e2e.framework.Command;
import dev.etcetera.e2e.scenario.Scenario;
import dev.etcetera.operator.api.v1alpha1.Condition;
import dev.etcetera.operator.api.v1alpha1.EtcdClusterStatus.MemberState;
import dev.etcetera.operator.api.v1alpha1.EtcdClusterStatus.Space;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A cluster that reaches its quota makes room by itself, and says what is left to its user where it cannot. */
@Tag("long")
class SpaceE2E extends ClusterTest {
    private static final Duration DEADLINE = Duration.ofMinutes(5);
    private static final int MOST_PUTS = 400;
    private static final String STORAGE = "size: 1Gi";
    private static final String VALUE = "v".repeat(500_000);
    private static final String SMALL = quota(48);

    SpaceE2E() {
        super("full");
    }

    @BeforeEach
    void open() {
        cluster.mustApply(cluster.manifest(3, STORAGE, TestCluster.PLAIN, SMALL));
        cluster.awaitSettled();
    }

    @Test
    @Scenario(19)
    void historyIsForgottenAndOnlyKeysThatAreTooManyAreLeftToTheUser() {
        cluster.etcdctl().output("put", "kept", "safe");
        historyGoes();
        keysStay();
        assertThat(cluster.etcdctl().output("get", "kept")).isEqualTo("kept\nsafe\n");
        assertThat(cluster.members()).as("nobody was replaced").hasSize(3);
        assertThat(cluster.status().repairs()).isNull();
    }

    private void historyGoes() {
        fillWithHistory();
        long start = System.nanoTime();
        awaitWrites("history");
        cluster.awaitSettled();
        System.out.printf("history of 48 MiB: writes again after %.1f s, %s%n", seconds(start), sizes());
        assertThat(cluster.etcdctl().output("alarm", "list")).isEmpty();
        assertThat(space().phase()).isEqualTo(Space.Phase.HELPED);
        assertThat(cluster.etcdctl().output("get", "the same", "--print-value-only"))
                .isEqualTo(VALUE + "\n");
        assertThat(Kubernetes.must("-n", cluster.namespace(), "get", "events"))
                .contains("NoSpace", "HistoryCompacted", "SpaceReclaimed", "took back the alarm NOSPACE");
    }

    private void keysStay() {
        List<String> kept = new ArrayList<>();
        long start = System.nanoTime();
        // Garbage may still go, and the alarm with it: then the keys go on.
        Await.until("the operator says that it does not help", DEADLINE, () -> {
            String key = "key/" + kept.size();
            if (put(key).exit() == 0) {
                kept.add(key);
            }
            return degraded().contains("did not make enough room");
        });
        assertThat(space().phase()).isEqualTo(Space.Phase.DID_NOT_HELP);
        System.out.printf(
                "keys in 48 MiB: %d puts of 500 kB, said after %.1f s: %s%n", kept.size(), seconds(start), degraded());
        assertThat(degraded())
                .contains("Delete keys, or raise spec.options.quotaBackendBytes", "of 48 MiB", "tries again at");
        assertThat(cluster.condition("Available"))
                .hasValueSatisfying(c -> assertThat(c.status()).isEqualTo(Condition.Status.TRUE));

        start = System.nanoTime();
        cluster.mustApply(cluster.manifest(3, STORAGE, TestCluster.PLAIN, quota(128)));
        awaitWrites("keys");
        cluster.awaitSettled();
        System.out.printf("quota of 128 MiB: settled after %.1f s, %s%n", seconds(start), sizes());
        assertThat(cluster.etcdctl()
                        .output("get", "key/", "--prefix", "--keys-only")
                        .lines()
                        .filter(l -> !l.isEmpty()))
                .as("acknowledged keys")
                .containsAll(kept);
    }

    /** Puts until the cluster refuses. */
    private void fillWithHistory() {
        for (int i = 0; i < MOST_PUTS; i++) {
            Command.Result result = put("the same");
            if (result.exit() != 0) {
                assertThat(result.err()).contains("etcdserver: mvcc: database space exceeded");
                System.out.printf("full of history after %d puts of 500 kB%n", i);
                return;
            }
        }
        throw new AssertionError("never full of history");
    }

    private Command.Result put(String key) {
        return cluster.etcdctlOnService().run(List.of("put", key), VALUE);
    }

    private void awaitWrites(String what) {
        Await.until(
                "writes are accepted after " + what,
                DEADLINE,
                () -> cluster.etcdctlOnService().run("put", "more", "of it").exit() == 0);
    }

    private String degraded() {
        return cluster.condition("Degraded").map(Condition::message).orElse("");
    }

    private Space space() {
        return Objects.requireNonNull(cluster.status().space());
    }

    private List<String> sizes() {
        return Objects.requireNonNull(cluster.status().members()).stream()
                .map(SpaceE2E::size)
                .toList();
    }

    private static String size(MemberState member) {
        return member.name() + " " + member.role() + " " + member.dbSize() + ", " + member.dbSizeInUse() + " in use";
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    private static String quota(int mebibytes) {
        return "options: {quotaBackendBytes: " + ((long) mebibytes << 20) + "}";
    }
}
