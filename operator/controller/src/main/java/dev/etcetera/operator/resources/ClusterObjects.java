package dev.etcetera.operator.resources;

import dev.etcetera.operator.api.v1alpha1.EtcdCluster;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import java.util.List;
import java.util.Map;

/** What a cluster has once: its two Services and its disruption budget. */
public final class ClusterObjects {
    private ClusterObjects() {}

    /** All of them, for a cluster of so many members. */
    public static List<HasMetadata> all(EtcdCluster cluster, int memberCount) {
        List<HasMetadata> all = List.of(peerService(cluster), clientService(cluster), budget(cluster, memberCount));
        all.forEach(o -> o.getMetadata().setAnnotations(Map.of(Annotations.TEMPLATE, PodHash.of(o))));
        return all;
    }

    // Members must find each other before they are ready: that is how they become ready.
    private static Service peerService(EtcdCluster cluster) {
        return new ServiceBuilder()
                .withMetadata(metadata(cluster, Names.peerService(Names.of(cluster))))
                .withNewSpec()
                .withClusterIP("None")
                .withPublishNotReadyAddresses(true)
                .withSelector(Labels.selector(cluster))
                .withPorts(port("client", Names.CLIENT_PORT), port("peer", Names.PEER_PORT))
                .endSpec()
                .build();
    }

    private static Service clientService(EtcdCluster cluster) {
        return new ServiceBuilder()
                .withMetadata(metadata(cluster, Names.clientService(Names.of(cluster))))
                .withNewSpec()
                .withSelector(Labels.selector(cluster))
                .withPorts(port("client", Names.CLIENT_PORT))
                .endSpec()
                .build();
    }

    private static PodDisruptionBudget budget(EtcdCluster cluster, int memberCount) {
        return new PodDisruptionBudgetBuilder()
                .withMetadata(metadata(cluster, Names.budget(Names.of(cluster))))
                .withNewSpec()
                .withNewMinAvailable(memberCount / 2 + 1)
                .withNewSelector()
                .withMatchLabels(Labels.selector(cluster))
                .endSelector()
                .endSpec()
                .build();
    }

    private static ServicePort port(String name, int port) {
        return new ServicePortBuilder()
                .withName(name)
                .withPort(port)
                .withNewTargetPort(name)
                .withProtocol("TCP")
                .build();
    }

    private static ObjectMeta metadata(EtcdCluster cluster, String name) {
        return new ObjectMetaBuilder()
                .withName(name)
                .withNamespace(Names.namespace(cluster))
                .withLabels(Labels.cluster(cluster))
                .withOwnerReferences(Owners.controlledBy(cluster))
                .build();
    }
}
