package dev.etcetera.backup.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NewClusterTest {
    private static final String A = "http://127.0.0.1:12380";

    /** What etcdutl 3.7.3 wrote. */
    @Test
    void idsAreThoseOfEtcdutl() {
        NewCluster cluster = NewCluster.of("a", "a=" + A + ",b=http://127.0.0.1:12381", "tok", A);
        assertThat(Long.toHexString(cluster.clusterId())).isEqualTo("f126c2e75a0c5833");
        assertThat(cluster.members().stream().map(NewMember::hexId))
                .containsExactly("6f53dcab74102002", "d622127685879b3c");
        assertThat(cluster.self().hexId()).isEqualTo("d622127685879b3c");
        assertThat(new String(cluster.self().json(), StandardCharsets.UTF_8))
                .isEqualTo("{\"id\":15429915573580438332,\"peerURLs\":[\"http://127.0.0.1:12380\"],\"name\":\"a\"}");
    }

    @Test
    void memberMayHaveSeveralUrlsInAnyOrder() {
        NewCluster one = NewCluster.of("a", "a=http://x:2,a=" + A, "t", A + ",http://x:2");
        NewCluster other = NewCluster.of("a", "a=" + A + ",a=http://x:2", "t", "http://x:2," + A);
        assertThat(one).isEqualTo(other);
        assertThat(one.members()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            b | a=http://x:1 | http://x:1 | --name b is not in --initial-cluster
            a | a=http://x:1 | http://y:1 | --initial-advertise-peer-urls is http://y:1, --initial-cluster has http://x:1 for a
            a | a=http://x:1,b=http://x:1 | http://x:1 | --initial-cluster has http://x:1 twice
            a | http://x:1 | http://x:1 | --initial-cluster is NAME=URL,NAME=URL,... and not http://x:1
            a | a=x:1 | http://x:1 | 'x:1' is no URL of a peer: http or https, a host and a port, no path
            a | a=http://x:1/ | http://x:1 | 'http://x:1/' is no URL of a peer: http or https, a host and a port, no path
            a | a=http://x | http://x:1 | 'http://x' is no URL of a peer: http or https, a host and a port, no path
            """)
    void whatDoesNotFitIsSaid(String name, String cluster, String advertised, String message) {
        assertThatThrownBy(() -> NewCluster.of(name, cluster, "t", advertised))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
