package dev.etcetera.e2e.operator;

import dev.etcetera.e2e.framework.Await;
import dev.etcetera.operator.api.v1alpha1.EtcdRecovery;
import dev.etcetera.operator.api.v1alpha1.EtcdRecoveryStatus;
import dev.etcetera.operator.api.v1alpha1.RequestPhase;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/** One EtcdRecovery of a test. */
record TestRecovery(String namespace, String name) {

    /** Asks for the recovery of a cluster; more lines of the spec may follow, indented by two. */
    static TestRecovery of(TestCluster cluster, String name, String... more) {
        TestRecovery recovery = new TestRecovery(cluster.namespace(), name);
        String manifest = """
                apiVersion: etcetera.dev/v1alpha1
                kind: EtcdRecovery
                metadata: {name: %s, namespace: %s}
                spec:
                  clusterName: %s
                """.formatted(name, cluster.namespace(), cluster.name());
        StringBuilder all = new StringBuilder(manifest);
        for (String line : more) {
            all.append("  ").append(line).append('\n');
        }
        var result = Kubernetes.kubectl(all.toString(), "create", "-f", "-");
        if (result.exit() != 0) {
            throw new AssertionError(result.toString());
        }
        return recovery;
    }

    Optional<EtcdRecoveryStatus> status() {
        return Optional.ofNullable(Kubernetes.client()
                        .resources(EtcdRecovery.class)
                        .inNamespace(namespace)
                        .withName(name)
                        .get())
                .map(EtcdRecovery::getStatus);
    }

    /** Waits until it is over, which must be in this way. */
    EtcdRecoveryStatus await(RequestPhase phase, Duration deadline) {
        EtcdRecoveryStatus last = Await.value(
                "the end of EtcdRecovery " + name,
                deadline,
                () -> status().filter(s -> {
                    RequestPhase now = s.phase();
                    return now != null && now.isFinal();
                }));
        if (last.phase() != phase) {
            throw new AssertionError(last.toString());
        }
        return last;
    }

    String message() {
        return status().map(EtcdRecoveryStatus::message)
                .map(Objects::requireNonNull)
                .orElse("");
    }
}
