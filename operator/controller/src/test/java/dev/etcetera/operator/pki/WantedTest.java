package dev.etcetera.operator.pki;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.operator.api.v1alpha1.EtcdCluster;
import dev.etcetera.operator.api.v1alpha1.EtcdClusterSpec;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WantedTest {
    @Test
    void namesOfServicesEndInTheClustersDomain() {
        EtcdCluster cluster = new EtcdCluster();
        cluster.setMetadata(
                new ObjectMetaBuilder().withName("demo").withNamespace("ns").build());
        cluster.setSpec(Serialization.unmarshal(
                "replicas: 3\nversion: 0.1.0\nstorage: {size: 1Gi}\ntls: {mode: Operator}\n", EtcdClusterSpec.class));
        Set<String> peers =
                new Wanted("k8s.example").ofPeers(cluster).getFirst().names();
        assertThat(peers).contains("*.demo-peers.ns.svc", "*.demo-peers.ns.svc.k8s.example");
        assertThat(new Wanted("k8s.example").ofClients(cluster).getFirst().names())
                .contains("demo-client.ns.svc.k8s.example")
                .noneMatch(name -> name.endsWith("cluster.local"));
    }
}
