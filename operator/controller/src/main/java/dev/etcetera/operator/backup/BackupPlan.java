package dev.etcetera.operator.backup;

import dev.etcetera.operator.api.v1alpha1.EtcdBackupStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What to do for a backup, in this order: the status is written, the Pod is made, Pods are removed. Whoever dies in between
 * finds the rest to do.
 *
 * @param recheck when to look again, whatever happens
 */
record BackupPlan(EtcdBackupStatus status, Optional<Pod> create, List<Pod> remove, Optional<Duration> recheck) {
    BackupPlan {
        remove = List.copyOf(remove);
    }
}
