package dev.etcetera.operator.plan;

import dev.etcetera.operator.api.v1alpha1.BackupStoreSpec;
import dev.etcetera.operator.api.v1alpha1.EtcdBackup;
import dev.etcetera.operator.api.v1alpha1.EtcdClusterStatus;
import dev.etcetera.operator.api.v1alpha1.EtcdClusterStatus.RestoreStage;
import dev.etcetera.operator.api.v1alpha1.EtcdMemberSpec.MemberRestore;
import dev.etcetera.operator.api.v1alpha1.EtcdRestore;
import dev.etcetera.operator.api.v1alpha1.EtcdRestoreSpec;
import dev.etcetera.operator.api.v1alpha1.RestoreSource;
import dev.etcetera.operator.api.v1alpha1.VolumeStoreSpec;
import dev.etcetera.operator.observe.Asked;
import dev.etcetera.operator.observe.ObservedCluster;
import dev.etcetera.operator.observe.ObservedRestore;
import dev.etcetera.operator.resources.RestoreOrigin;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/** What a restore in place adds to a scene. */
final class RestoreScene {
    static final BackupStoreSpec STORE = new BackupStoreSpec(null, new VolumeStoreSpec("backups", null), null, null);
    static final RestoreOrigin FOUND =
            new RestoreOrigin.Known(new MemberRestore("program", STORE, "some/where", null, 7L, null, null));
    static final String UID = "rrrrrrrr-1111";

    private RestoreScene() {}

    static UnaryOperator<ObservedCluster> asked(
            Duration ago, RestoreOrigin origin, boolean backupFirst, List<EtcdBackup> backups) {
        EtcdRestore restore = new EtcdRestore();
        restore.setMetadata(new ObjectMetaBuilder()
                .withName("back")
                .withNamespace("default")
                .withUid(UID)
                .withCreationTimestamp(Clusters.NOW.minus(ago).toString())
                .build());
        RestoreSource source = new RestoreSource(null, null, STORE, "some/where", null, 7L, null);
        restore.setSpec(new EtcdRestoreSpec("demo", source, backupFirst, null, 1_000L));
        Asked asked = new Asked(List.of(), List.of(new ObservedRestore(restore, origin)), List.of(), backups);
        return seen -> Seen.asking(seen, asked);
    }

    static UnaryOperator<ObservedCluster> at(RestoreStage stage) {
        return seen -> Seen.marked(
                seen, null, new EtcdClusterStatus.Restore(UID, "back", "demo-4", "0df818194e3a8c32", stage));
    }
}
