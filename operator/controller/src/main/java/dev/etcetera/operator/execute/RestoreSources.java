package dev.etcetera.operator.execute;

import dev.etcetera.operator.api.v1alpha1.BootstrapSpec;
import dev.etcetera.operator.api.v1alpha1.EtcdBackup;
import dev.etcetera.operator.api.v1alpha1.EtcdBackupSchedule;
import dev.etcetera.operator.api.v1alpha1.EtcdCluster;
import dev.etcetera.operator.api.v1alpha1.RestoreSource;
import dev.etcetera.operator.resources.Names;
import dev.etcetera.operator.resources.RestoreOrigin;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Looks up what a new cluster is to be restored from. */
public final class RestoreSources {
    private final KubernetesClient client;
    private final String image;

    /** With the image of the program that restores. */
    public RestoreSources(KubernetesClient client, String image) {
        this.client = client;
        this.image = image;
    }

    /** Empty when the cluster begins with nothing. */
    Optional<RestoreOrigin> origin(EtcdCluster cluster) {
        BootstrapSpec bootstrap = cluster.getSpec().bootstrap();
        RestoreSource source = bootstrap == null ? null : bootstrap.restore();
        if (source == null) {
            return Optional.empty();
        }
        return Optional.of(RestoreOrigin.of(
                source,
                find(EtcdBackup.class, cluster, source.backupName()),
                find(EtcdBackupSchedule.class, cluster, source.scheduleName()),
                image));
    }

    private <T extends HasMetadata> @Nullable T find(Class<T> type, EtcdCluster cluster, @Nullable String name) {
        return name == null
                ? null
                : client.resources(type)
                        .inNamespace(Names.namespace(cluster))
                        .withName(name)
                        .get();
    }
}
