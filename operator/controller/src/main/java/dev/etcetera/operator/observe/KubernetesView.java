package dev.etcetera.operator.observe;

import dev.etcetera.operator.api.v1alpha1.EtcdBackup;
import dev.etcetera.operator.api.v1alpha1.EtcdBackupSchedule;
import dev.etcetera.operator.api.v1alpha1.EtcdCluster;
import dev.etcetera.operator.api.v1alpha1.EtcdMember;
import dev.etcetera.operator.api.v1alpha1.EtcdRecovery;
import dev.etcetera.operator.api.v1alpha1.EtcdRestore;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;

/** What the informers' caches hold for a cluster's name: also what an earlier life of the name left behind. */
public record KubernetesView(
        EtcdCluster cluster,
        List<EtcdMember> members,
        List<Pod> pods,
        List<PersistentVolumeClaim> claims,
        List<HasMetadata> clusterObjects,
        List<EtcdRecovery> recoveries,
        List<EtcdRestore> restores,
        List<EtcdBackupSchedule> schedules,
        List<EtcdBackup> backups) {
    public KubernetesView {
        members = List.copyOf(members);
        pods = List.copyOf(pods);
        claims = List.copyOf(claims);
        clusterObjects = List.copyOf(clusterObjects);
        recoveries = List.copyOf(recoveries);
        restores = List.copyOf(restores);
        schedules = List.copyOf(schedules);
        backups = List.copyOf(backups);
    }
}
