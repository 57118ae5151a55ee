package dev.etcetera.e2e.operator;

import dev.etcetera.e2e.framework.Await;
import dev.etcetera.operator.api.v1alpha1.EtcdBackup;
import dev.etcetera.operator.api.v1alpha1.EtcdBackupStatus;
import dev.etcetera.operator.api.v1alpha1.EtcdBackupStatus.Phase;
import java.time.Duration;
import java.util.Optional;

/** One EtcdBackup of a test. */
record TestBackup(String namespace, String name) {
    private static final Duration DEADLINE = Duration.ofMinutes(2);

    Optional<EtcdBackup> get() {
        return Optional.ofNullable(Kubernetes.client()
                .resources(EtcdBackup.class)
                .inNamespace(namespace)
                .withName(name)
                .get());
    }

    Optional<EtcdBackupStatus> status() {
        return get().map(EtcdBackup::getStatus);
    }

    /** Waits until it is over, which must be in this way. */
    EtcdBackupStatus await(Phase phase) {
        EtcdBackupStatus last = Await.value(
                "the end of EtcdBackup %s, last: %s".formatted(name, status()),
                DEADLINE,
                () -> status().filter(s -> {
                    Phase now = s.phase();
                    return now != null && now.isFinal();
                }));
        if (last.phase() != phase) {
            throw new AssertionError(last.toString());
        }
        return last;
    }

    void awaitMessage(String part) {
        Await.until(
                "'%s' in the message of EtcdBackup %s, last: %s".formatted(part, name, status()),
                DEADLINE,
                () -> status().map(EtcdBackupStatus::message)
                        .filter(m -> m.contains(part))
                        .isPresent());
    }

    void delete() {
        Kubernetes.must("-n", namespace, "delete", "etcdbackup", name, "--timeout=90s");
    }
}
