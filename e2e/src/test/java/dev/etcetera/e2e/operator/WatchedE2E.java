package dev.etcetera.e2e.operator;

import static dev.etcetera.e2e.operator.Kubernetes.SYSTEM_NAMESPACE;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What people see of a cluster and of the operator's work: at a glance, in metrics, in health checks and in lines. */
class WatchedE2E extends ClusterTest {
    WatchedE2E() {
        super("watched");
    }

    @BeforeEach
    void open() {
        cluster.mustApply(cluster.manifest(1, "size: 1Gi"));
        cluster.awaitSettled();
    }

    @Test
    void clusterIsReadableAtAGlance() {
        List<String> lines = Kubernetes.must("-n", cluster.namespace(), "get", "ec")
                .lines()
                .map(line -> line.strip().replaceAll(" +", " "))
                .toList();
        assertThat(lines.getFirst()).isEqualTo("NAME WANTED AVAILABLE DEGRADED PROGRESS LEADER READY VERSION AGE");
        assertThat(lines.getLast()).startsWith("watched 1 True False Settled watched-1 1 3.7.3 ");
    }

    @Test
    void operatorCountsItsWorkAndNamesNoCluster() {
        String metrics = get("/metrics");
        assertThat(metrics)
                .contains("etcetera_clusters ")
                .contains("etcetera_clusters_condition{status=\"True\",type=\"Available\"}")
                .contains("etcetera_steps_total{step=\"CreatePod\"}")
                .contains("etcetera_reconcile_seconds_count{outcome=\"done\"}")
                .contains("etcetera_rollouts_waiting ", "etcetera_repairs_total ")
                .contains("etcetera_restores_total{outcome=\"succeeded\"}")
                .doesNotContain(cluster.namespace());
        assertThat(get("/q/health/ready")).contains("\"status\": \"UP\"");
        assertThat(get("/q/health/live")).contains("\"status\": \"UP\"");
    }

    @Test
    void linesAndEventsOfOneLookBearTheSameRun() {
        List<String> lines = Kubernetes.must("-n", SYSTEM_NAMESPACE, "logs", OperatorProcess.leader(), "--since=120s")
                .lines()
                .toList();
        assertThat(lines).allMatch(line -> line.startsWith("{") && line.endsWith("}"), "JSON");
        List<String> runs = Kubernetes.must(
                        "-n",
                        cluster.namespace(),
                        "get",
                        "events",
                        "-o",
                        "jsonpath={range .items[*]}{.metadata.annotations.etcetera\\.dev/run}{\"\\n\"}{end}")
                .lines()
                .filter(run -> !run.isEmpty())
                .distinct()
                .toList();
        assertThat(runs)
                .isNotEmpty()
                .allSatisfy(run -> assertThat(lines)
                        .anyMatch(line -> line.contains("\"run\":\"" + run + "\"")
                                && line.contains("\"namespace\":\"" + cluster.namespace() + "\"")
                                && line.contains("\"name\":\"watched\"")));
    }

    private static String get(String path) {
        return Kubernetes.must(
                "get",
                "--raw",
                "/api/v1/namespaces/%s/pods/%s:8080/proxy%s"
                        .formatted(SYSTEM_NAMESPACE, OperatorProcess.leader(), path));
    }
}
