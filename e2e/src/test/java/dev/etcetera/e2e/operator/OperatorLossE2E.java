package dev.etcetera.e2e.operator;

import static dev.etcetera.e2e.operator.Kubernetes.SYSTEM_NAMESPACE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.e2e.framework.Await;
import dev.etcetera.e2e.scenario.Scenario;
import java.time.Duration;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OperatorLossE2E extends ClusterTest {
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    OperatorLossE2E() {
        super("tough");
    }

    /** A moment of a bootstrap. */
    enum Moment {
        SOME_MEMBER_IS_WRITTEN,
        SOME_VOLUME_IS_MADE,
        SOME_POD_IS_MADE
    }

    @AfterEach
    void close() {
        Kubernetes.installOperator();
    }

    static Stream<Moment> moments() {
        return Stream.of(Moment.values());
    }

    @ParameterizedTest
    @MethodSource("moments")
    void bootstrapThatLostItsOperatorIsCompleted(Moment moment) {
        BooleanSupplier reached = switch (moment) {
            case SOME_MEMBER_IS_WRITTEN -> () -> !cluster.members().isEmpty();
            case SOME_VOLUME_IS_MADE -> () -> !cluster.claims().isEmpty();
            case SOME_POD_IS_MADE -> () -> !cluster.pods().isEmpty();
        };
        cluster.mustApply(cluster.manifest(3, "size: 1Gi"));
        Await.until(moment.name(), DEADLINE, reached);
        killOperators();
        cluster.awaitSettled();
        assertThat(cluster.members()).hasSize(3);
        assertThat(cluster.claims()).hasSize(3);
        assertThat(cluster.etcdctl().output("member", "list").lines()).hasSize(3);
        assertThat(cluster.etcdctl().output("put", "a", "b")).isEqualTo("OK\n");
    }

    @Test
    void theOtherReplicaTakesOverWhenTheLeaderDies() {
        cluster.mustApply(cluster.manifest(1, "size: 1Gi"));
        cluster.awaitSettled();
        String leader = OperatorProcess.leader();
        long start = System.nanoTime();
        Kubernetes.must("-n", SYSTEM_NAMESPACE, "delete", "pod", leader, "--force", "--grace-period=0");
        Await.until(
                "another leader",
                DEADLINE,
                () -> !OperatorProcess.leader().isEmpty()
                        && !OperatorProcess.leader().equals(leader));
        System.out.printf("takeover after a forced deletion: %.1f s%n", (System.nanoTime() - start) / 1e9);
        Kubernetes.must("-n", cluster.namespace(), "delete", "pod", "tough-1");
        cluster.awaitSettled();
    }

    @Test
    void leaderThatStopsRegularlyGivesTheLeaseBack() {
        Kubernetes.must("-n", SYSTEM_NAMESPACE, "rollout", "status", "deployment/etcetera-operator", "--timeout=150s");
        Await.until("a leader", DEADLINE, () -> !OperatorProcess.leader().isEmpty());
        String leader = OperatorProcess.leader();
        long start = System.nanoTime();
        Kubernetes.must("-n", SYSTEM_NAMESPACE, "delete", "pod", leader, "--wait=false");
        Await.until(
                "another leader",
                DEADLINE,
                () -> !OperatorProcess.leader().isEmpty()
                        && !OperatorProcess.leader().equals(leader));
        System.out.printf("takeover after a stop: %.1f s%n", (System.nanoTime() - start) / 1e9);
    }

    /** SIGSTOP in the middle of a change, past the lease, until the other replica has ended it; then SIGCONT. */
    @Test
    @Tag("long")
    @Scenario(25)
    void leaderThatWasStoppedPastItsLeaseDoesNothingMore() {
        cluster.mustApply(cluster.manifest(1, "size: 1Gi"));
        cluster.awaitSettled();
        Kubernetes.must("-n", SYSTEM_NAMESPACE, "rollout", "status", "deployment/etcetera-operator", "--timeout=150s");
        String leader = OperatorProcess.leader();
        ProcessHandle stopped = OperatorProcess.of(leader);
        Kubernetes.must("-n", cluster.namespace(), "scale", "etcdcluster/tough", "--replicas=3");
        Await.until("a member that joins", DEADLINE, () -> cluster.members().size() == 2);
        OperatorProcess.signal(stopped, "STOP");
        try {
            Await.until(
                    "another leader",
                    DEADLINE,
                    () -> !OperatorProcess.leader().isEmpty()
                            && !OperatorProcess.leader().equals(leader));
            cluster.awaitSettled();
            assertThat(cluster.members()).hasSize(3);
            Map<String, String> before = cluster.versionsThatStay();
            OperatorProcess.signal(stopped, "CONT");
            Await.until("it notices and ends", DEADLINE, () -> !stopped.isAlive());
            assertThat(cluster.versions()).isEqualTo(before);
        } finally {
            OperatorProcess.signal(stopped, "CONT");
        }
        assertThat(cluster.etcdctl().output("member", "list").lines()).hasSize(3);
        assertThat(cluster.status().lastSerial()).isEqualTo(3);
    }

    private static void killOperators() {
        Kubernetes.must("-n", SYSTEM_NAMESPACE, "delete", "pod", "--all", "--force", "--grace-period=0");
    }
}
