package dev.etcetera.operator.resources;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.operator.api.v1alpha1.EtcdCluster;
import dev.etcetera.operator.plan.Clusters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
    private final EtcdCluster cluster = Clusters.cluster(Clusters.spec(3), true);

    @Test
    void serialIsReadBackFromOurOwnPeerUrl() {
        assertThat(Names.serial(cluster, Names.peerUrl(cluster, 12))).hasValue(12);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "http://demo-x.demo-peers.default.svc:2380",
                "http://demo-0.demo-peers.default.svc:2380",
                "http://demo-4.demo-peers.other.svc:2380",
                "https://demo-4.demo-peers.default.svc:2380",
                "http://demo-4.demo-peers.default.svc:2379",
                "http://other-4.demo-peers.default.svc:2380",
                "http://demo-99999999999.demo-peers.default.svc:2380"
            })
    void anotherUrlHasNone(String url) {
        assertThat(Names.serial(cluster, url)).isEmpty();
    }
}
