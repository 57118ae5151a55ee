package dev.etcetera.operator.app;

import dev.etcetera.operator.backup.BackupExecutor;
import dev.etcetera.operator.backup.BackupImage;
import dev.etcetera.operator.backup.BackupMeter;
import dev.etcetera.operator.backup.StatusLook;
import dev.etcetera.operator.execute.EventRecorder;
import dev.etcetera.operator.execute.Fence;
import dev.etcetera.operator.execute.ServerSideApply;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Makes what sees to backups. */
@Singleton
final class BackupParts {
    @Produces
    @Singleton
    BackupImage image(@ConfigProperty(name = "etcetera.backup-image") String image) {
        return new BackupImage(image);
    }

    @Produces
    @Singleton
    BackupExecutor executor(KubernetesClient client, Fence fence, EventRecorder events, MeterRegistry registry) {
        return new BackupExecutor(client, new ServerSideApply(client, fence), events, fence, new BackupMeter(registry));
    }

    @Produces
    @Singleton
    StatusLook look() {
        return new StatusLook();
    }

    void close(@Disposes StatusLook look) {
        look.close();
    }
}
