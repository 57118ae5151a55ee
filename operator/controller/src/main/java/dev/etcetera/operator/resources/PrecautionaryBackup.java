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
        EtcdBackup backup = new EtcdBackup();
        backup.setMetadata(new ObjectMetaBuilder()
                .withName(Names.of(cluster) + "-" + Names.uid(cluster).substring(0, LIFE) + "-g"
                        + cluster.getMetadata().getGeneration())
                .withNamespace(Names.namespace(cluster))
                .withLabels(Map.of(
                        Labels.MANAGED_BY,
                        Labels.OPERATOR,
                        Labels.CLUSTER,
                        Names.of(cluster),
                        Labels.CLUSTER_UID,
                        Names.uid(cluster)))
                .build());
        backup.setSpec(new EtcdBackupSpec(
                Names.of(cluster),
                store,
                Names.namespace(cluster) + "/" + Names.of(cluster) + "/"
                        + Names.uid(cluster).substring(0, 8) + "-g"
                        + cluster.getMetadata().getGeneration(),
                RetentionPolicy.RETAIN,
                null));
        return backup;
    }

    /** Whether it was made for this life of the cluster. */
    public static boolean isOf(EtcdBackup backup, EtcdCluster cluster) {
        return Labels.value(backup, Labels.MANAGED_BY).equals(Labels.OPERATOR)
                && Labels.value(backup, Labels.CLUSTER_UID).equals(Names.uid(cluster));
    }
}
