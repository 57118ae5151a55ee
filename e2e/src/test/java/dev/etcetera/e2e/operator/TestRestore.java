package dev.etcetera.e2e.operator;

import dev.etcetera.e2e.framework.Await;
import dev.etcetera.operator.api.v1alpha1.EtcdRestore;
import dev.etcetera.operator.api.v1alpha1.EtcdRestoreStatus;
import dev.etcetera.operator.api.v1alpha1.RequestPhase;
import java.time.Duration;
import java.util.Optional;

/** One EtcdRestore of a test. */
record TestRestore(String namespace, String name) {
    private static final Duration DEADLINE = Duration.ofMinutes(4);

    Optional<EtcdRestoreStatus> status() {
        return Optional.ofNullable(Kubernetes.client()
                        .resources(EtcdRestore.class)
                        .inNamespace(namespace)
                        .withName(name)
                        .get())
                .map(EtcdRestore::getStatus);
    }

    /** Waits until it is over, which must be in this way. */
    EtcdRestoreStatus await(RequestPhase phase) {
        EtcdRestoreStatus last = Await.value(
                "the end of EtcdRestore " + name,
                DEADLINE,
                () -> status().filter(s -> {
                    RequestPhase now = s.phase();
                    return now != null && now.isFinal();
                }));
        if (last.phase() != phase) {
            throw new AssertionError(last.toString());
        }
        return last;
    }

    void awaitMessage(String part) {
        Await.until(
                "'%s' in the message of EtcdRestore %s".formatted(part, name),
                DEADLINE,
                () -> status().map(EtcdRestoreStatus::message)
                        .filter(m -> m.contains(part))
                        .isPresent());
    }

    void delete() {
        Kubernetes.must("-n", namespace, "delete", "etcdrestore", name, "--timeout=30s");
    }
}
