package dev.etcetera.operator.pki;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.operator.api.v1alpha1.EtcdCluster;
import dev.etcetera.operator.api.v1alpha1.EtcdClusterSpec;
import dev.etcetera.operator.api.v1alpha1.EtcdClusterStatus;
import dev.etcetera.operator.resources.Security;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WantedTest {
    @Test
    void namesOfServicesEndInTheClustersDomain() {
        EtcdCluster cluster = cluster("{mode: Operator}");
        Set<String> peers =
                new Wanted("k8s.example").ofPeers(cluster).getFirst().names();
        assertThat(peers).contains("*.demo-peers.ns.svc", "*.demo-peers.ns.svc.k8s.example");
        assertThat(new Wanted("k8s.example").ofClients(cluster).getFirst().names())
                .contains("demo-client.ns.svc.k8s.example")
                .noneMatch(name -> name.endsWith("cluster.local"));
    }

    @Test
    void clientThatIsNotNamedAnyMoreIsKnownFromTheLastLookAndNothingElseIsTakenForOne() {
        EtcdCluster cluster = cluster("{mode: Operator, clients: [{secretName: new, commonName: new}]}");
        assertThat(new Wanted("cluster.local").formerClients(cluster)).isEmpty();
        cluster.setStatus(Serialization.unmarshal(
                "tls: {clientSecrets: [new, old, demo-server-tls, demo-peer-tls, " + Security.clientAuthority(cluster)
                        + "]}",
                EtcdClusterStatus.class));
        assertThat(new Wanted("cluster.local").formerClients(cluster)).containsExactly("old");
    }

    @Test
    void emptiedSecretIsOneThatIsIssuedAnewWhenItsClientIsNamedAgain() {
        LeafSecret issued = new LeafSecret(new SecretContent(
                Map.of("tls.crt", "certificate", "tls.key", "key", "ca.crt", "ca"), Map.of("a", "b")));
        LeafSecret emptied = issued.emptied(Instant.EPOCH);
        assertThat(emptied.content().data()).isEqualTo(Map.of("tls.crt", "", "tls.key", "", "ca.crt", "ca"));
        assertThat(emptied.content().annotations()).containsEntry("a", "b");
        assertThat(issued.hasKey()).isTrue();
        assertThat(emptied.hasKey()).isFalse();
        assertThat(emptied.view().certificate()).isEmpty();
    }

    private static EtcdCluster cluster(String tls) {
        EtcdCluster cluster = new EtcdCluster();
        cluster.setMetadata(
                new ObjectMetaBuilder().withName("demo").withNamespace("ns").build());
        cluster.setSpec(Serialization.unmarshal(
                "replicas: 3\nversion: 0.1.0\nstorage: {size: 1Gi}\ntls: " + tls + "\n", EtcdClusterSpec.class));
        return cluster;
    }
}
