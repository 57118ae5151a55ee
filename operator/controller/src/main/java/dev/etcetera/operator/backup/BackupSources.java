package dev.etcetera.operator.backup;

import dev.etcetera.operator.api.v1alpha1.EtcdCluster;
import dev.etcetera.operator.resources.Labels;
import dev.etcetera.operator.resources.Security;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.Mappers;
import java.util.List;
import java.util.Optional;

/** What the reconcilers of backups look at beside their own resources. */
final class BackupSources {
    private static final String PROGRAMS = Labels.PROGRAM + "=" + Labels.BACKUP_PROGRAM;

    private BackupSources() {}

    /** The Pods of the program that this kind of resource owns. */
    static <P extends HasMetadata> EventSource<Pod, P> pods(Class<P> owner, EventSourceContext<P> context) {
        return new InformerEventSource<>(
                InformerEventSourceConfiguration.from(Pod.class, owner)
                        .withLabelSelector(PROGRAMS)
                        .withSecondaryToPrimaryMapper(Mappers.fromOwnerReferences(owner))
                        .build(),
                context);
    }

    /** The cluster as the API server knows it now. */
    static Optional<EtcdCluster> cluster(KubernetesClient client, String namespace, String name) {
        EtcdCluster cluster = client.resources(EtcdCluster.class)
                .inNamespace(namespace)
                .withName(name)
                .get();
        return Optional.ofNullable(cluster).map(c -> Security.settle(c, List.of()));
    }
}
