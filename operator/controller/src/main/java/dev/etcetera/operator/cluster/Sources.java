package dev.etcetera.operator.cluster;

import dev.etcetera.operator.api.v1alpha1.EtcdBackup;
import dev.etcetera.operator.api.v1alpha1.EtcdBackupSchedule;
import dev.etcetera.operator.api.v1alpha1.EtcdCluster;
import dev.etcetera.operator.api.v1alpha1.EtcdClusterStatus;
import dev.etcetera.operator.api.v1alpha1.EtcdMember;
import dev.etcetera.operator.api.v1alpha1.EtcdRecovery;
import dev.etcetera.operator.api.v1alpha1.EtcdRestore;
import dev.etcetera.operator.observe.KubernetesView;
import dev.etcetera.operator.resources.Labels;
import dev.etcetera.operator.resources.Names;
import dev.etcetera.operator.resources.Security;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.SecondaryToPrimaryMapper;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** Where the reconciler learns of what it made: informers on everything that carries the operator's labels. */
final class Sources {
    private Sources() {}

    static List<EventSource<?, EtcdCluster>> of(EventSourceContext<EtcdCluster> context) {
        return List.of(
                informer(EtcdMember.class, context),
                informer(Pod.class, context),
                informer(PersistentVolumeClaim.class, context),
                informer(Service.class, context),
                informer(PodDisruptionBudget.class, context),
                ofUsers(EtcdRecovery.class, r -> r.getSpec().clusterName(), context),
                ofUsers(EtcdRestore.class, r -> r.getSpec().clusterName(), context),
                ofUsers(EtcdBackupSchedule.class, s -> s.getSpec().clusterName(), context),
                ofUsers(EtcdBackup.class, b -> b.getSpec().clusterName(), context));
    }

    /** What the informers know. */
    static KubernetesView cached(EtcdCluster cluster, Context<EtcdCluster> context) {
        List<EtcdMember> members = List.copyOf(context.getSecondaryResources(EtcdMember.class));
        return new KubernetesView(
                Security.settle(cluster, members),
                members,
                List.copyOf(context.getSecondaryResources(Pod.class)),
                List.copyOf(context.getSecondaryResources(PersistentVolumeClaim.class)),
                Stream.concat(
                                context.getSecondaryResources(Service.class).stream()
                                        .map(HasMetadata.class::cast),
                                context.getSecondaryResources(PodDisruptionBudget.class).stream())
                        .toList(),
                List.copyOf(context.getSecondaryResources(EtcdRecovery.class)),
                List.copyOf(context.getSecondaryResources(EtcdRestore.class)),
                List.copyOf(context.getSecondaryResources(EtcdBackupSchedule.class)),
                List.copyOf(context.getSecondaryResources(EtcdBackup.class)));
    }

    /** What the API server knows at this moment; the cluster's own objects are the cache's. Empty when the cluster is gone or going. */
    static Optional<KubernetesView> live(EtcdCluster cluster, KubernetesClient client, KubernetesView cached) {
        EtcdCluster now = client.resource(cluster).get();
        if (now == null
                || now.getMetadata().getDeletionTimestamp() != null
                || !Names.uid(now).equals(Names.uid(cluster))) {
            return Optional.empty();
        }
        List<EtcdMember> members = named(client.resources(EtcdMember.class), now);
        return Optional.of(new KubernetesView(
                Security.settle(now, members),
                members,
                named(client.pods(), now),
                named(client.persistentVolumeClaims(), now),
                cached.clusterObjects(),
                // They bear no label to list them by, and one that nobody has seen yet comes as an event.
                cached.recoveries().stream()
                        .map(r -> client.resource(r).get())
                        .filter(Objects::nonNull)
                        .toList(),
                Stream.concat(cached.restores().stream().map(Names::of), underWay(now))
                        .distinct()
                        .map(name -> client.resources(EtcdRestore.class)
                                .inNamespace(Names.namespace(now))
                                .withName(name)
                                .get())
                        .filter(Objects::nonNull)
                        .toList(),
                cached.schedules(),
                cached.backups()));
    }

    /** A restore that was called off is not there any more; that a cache does not show it is not enough. */
    private static Stream<String> underWay(EtcdCluster cluster) {
        EtcdClusterStatus status = cluster.getStatus();
        return Stream.ofNullable(status == null ? null : status.restore()).map(EtcdClusterStatus.Restore::name);
    }

    /** What the API server knows of this life of the cluster and its deletion has to end. */
    static KubernetesView remains(EtcdCluster cluster, KubernetesClient client) {
        return new KubernetesView(
                cluster,
                List.of(),
                list(client.pods(), cluster),
                list(client.persistentVolumeClaims(), cluster),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }

    private static <T extends HasMetadata, L extends KubernetesResourceList<T>> List<T> list(
            MixedOperation<T, L, ?> operation, EtcdCluster cluster) {
        return operation
                .inNamespace(Names.namespace(cluster))
                .withLabel(Labels.CLUSTER_UID, Names.uid(cluster))
                .list()
                .getItems();
    }

    /** Of this cluster's name: also what an earlier life of the name left behind. */
    private static <T extends HasMetadata, L extends KubernetesResourceList<T>> List<T> named(
            MixedOperation<T, L, ?> operation, EtcdCluster cluster) {
        return operation
                .inNamespace(Names.namespace(cluster))
                .withLabel(Labels.CLUSTER, Names.of(cluster))
                .list()
                .getItems();
    }

    /** Users write them, so they bear no label of ours, and name the cluster. */
    private static <T extends HasMetadata> EventSource<T, EtcdCluster> ofUsers(
            Class<T> type, Function<T, String> clusterName, EventSourceContext<EtcdCluster> context) {
        return new InformerEventSource<>(
                InformerEventSourceConfiguration.from(type, EtcdCluster.class)
                        .withSecondaryToPrimaryMapper(
                                r -> Set.of(new ResourceID(clusterName.apply(r), Names.namespace(r))))
                        .build(),
                context);
    }

    private static <T extends HasMetadata> EventSource<T, EtcdCluster> informer(
            Class<T> type, EventSourceContext<EtcdCluster> context) {
        SecondaryToPrimaryMapper<T> byLabel = object -> {
            String cluster = Labels.value(object, Labels.CLUSTER);
            return cluster.isEmpty() ? Set.of() : Set.of(new ResourceID(cluster, Names.namespace(object)));
        };
        return new InformerEventSource<>(
                InformerEventSourceConfiguration.from(type, EtcdCluster.class)
                        .withLabelSelector(Labels.MANAGED_SELECTOR)
                        .withSecondaryToPrimaryMapper(byLabel)
                        .build(),
                context);
    }
}
