package dev.etcetera.operator.resources;

import dev.etcetera.operator.api.v1alpha1.BackupStoreSpec;
import dev.etcetera.operator.api.v1alpha1.EtcdBackup;
import dev.etcetera.operator.api.v1alpha1.EtcdBackupSpec;
import dev.etcetera.operator.api.v1alpha1.EtcdCluster;
import dev.etcetera.operator.api.v1alpha1.RetentionPolicy;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.Map;

/** The EtcdBackup that comes before a change of a cluster. */
public final class PrecautionaryBackup {
    /** Enough of the UID to tell one life of a name from the next. */
    private static final int LIFE = 4;

    private PrecautionaryBackup() {}

    /** One for each generation of the spec: what was stored before another change does not count. It has no owner: it outlives the cluster. */
    public static EtcdBackup of(EtcdCluster cluster, BackupStoreSpec store) {
        String generation = "-g" + cluster.getMetadata().getGeneration();
        EtcdBackup backup = named(cluster, store, "-" + Names.uid(cluster).substring(0, LIFE) + generation, generation);
        Map<String, String> labels = backup.getMetadata().getLabels();
        labels.put(Labels.CLUSTER, Names.of(cluster));
        labels.put(Labels.CLUSTER_UID, Names.uid(cluster));
        return backup;
    }

    /** The one that comes before a restore in place. It stays until somebody deletes it. */
    public static EtcdBackup beforeRestore(EtcdCluster cluster, BackupStoreSpec store, String restoreUid) {
        String restore = "-r" + restoreUid.substring(0, 8);
        return named(cluster, store, restore, restore);
    }

    private static EtcdBackup named(EtcdCluster cluster, BackupStoreSpec store, String suffix, String folder) {
        EtcdBackup backup = new EtcdBackup();
        backup.setMetadata(new ObjectMetaBuilder()
                .withName(Names.of(cluster) + suffix)
                .withNamespace(Names.namespace(cluster))
                .withLabels(Map.of(Labels.MANAGED_BY, Labels.OPERATOR))
                .build());
        backup.setSpec(new EtcdBackupSpec(
                Names.of(cluster),
                store,
                Names.namespace(cluster) + "/" + Names.of(cluster) + "/"
                        + Names.uid(cluster).substring(0, 8) + folder,
                RetentionPolicy.RETAIN,
                null));
        return backup;
    }

    /** Whether it came before an upgrade or hibernation of this life of the cluster. */
    public static boolean isOf(EtcdBackup backup, EtcdCluster cluster) {
        return Labels.value(backup, Labels.MANAGED_BY).equals(Labels.OPERATOR)
                && Labels.value(backup, Labels.CLUSTER_UID).equals(Names.uid(cluster));
    }
}
