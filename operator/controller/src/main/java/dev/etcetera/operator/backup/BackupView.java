package dev.etcetera.operator.backup;

import dev.etcetera.operator.api.v1alpha1.EtcdBackup;
import dev.etcetera.operator.api.v1alpha1.EtcdBackupStatus;
import dev.etcetera.operator.api.v1alpha1.EtcdCluster;
import dev.etcetera.operator.resources.Names;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is known of a backup at one moment.
 *
 * @param cluster the EtcdCluster that it names, if it is there
 * @param pods those that it owns
 * @param progress how much of it has gone out, as its Pod says
 */
record BackupView(
        EtcdBackup backup, Optional<EtcdCluster> cluster, List<Pod> pods, Optional<String> progress, Instant now) {
    BackupView {
        pods = List.copyOf(pods);
    }

    Optional<EtcdBackupStatus> status() {
        return Optional.ofNullable(backup.getStatus());
    }

    int attempts() {
        Integer attempts = status().map(EtcdBackupStatus::attempts).orElse(null);
        return attempts == null ? 0 : attempts;
    }

    String path() {
        String known = status().map(EtcdBackupStatus::path).orElse(null);
        return known == null ? Names.folder(backup) : known;
    }

    Optional<Pod> pod(String name) {
        return pods.stream().filter(p -> Names.of(p).equals(name)).findFirst();
    }
}
