package dev.etcetera.operator.observe;

import dev.etcetera.operator.api.v1alpha1.EtcdBackup;
import dev.etcetera.operator.api.v1alpha1.EtcdBackupSchedule;
import dev.etcetera.operator.api.v1alpha1.RestoreSource;
import dev.etcetera.operator.resources.RestoreOrigin;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.jspecify.annotations.Nullable;

/** Looks up where what is to be restored lies. */
public final class RestoreSources {
    private final KubernetesClient client;
    private final String image;

    /** With the image of the program that restores. */
    public RestoreSources(KubernetesClient client, String image) {
        this.client = client;
        this.image = image;
    }

    /** What these words mean in this namespace now. */
    public RestoreOrigin origin(String namespace, RestoreSource source) {
        return RestoreOrigin.of(
                source,
                find(EtcdBackup.class, namespace, source.backupName()),
                find(EtcdBackupSchedule.class, namespace, source.scheduleName()),
                image);
    }

    private <T extends HasMetadata> @Nullable T find(Class<T> type, String namespace, @Nullable String name) {
        return name == null
                ? null
                : client.resources(type).inNamespace(namespace).withName(name).get();
    }
}
