package dev.etcetera.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which version a leader sets. */
final class ClusterVersionsTest {
    @Test
    void aNewClusterHasTheMinorOfItsOldestMember() {
        assertThat(next("", "3.7.3")).isEqualTo("3.7.0");
        assertThat(next("", "3.7.3", "3.6.11", "3.7.0")).isEqualTo("3.6.0");
    }

    @Test
    void aNewClusterWithASilentMemberHasTheOldestVersionThereIs() {
        assertThat(next("", "3.7.3", "")).isEqualTo("3.0.0");
    }

    @Test
    void theVersionRisesWhenTheLastMemberIsUpgraded() {
        assertThat(next("3.6.0", "3.7.3", "3.6.11")).isEqualTo("");
        assertThat(next("3.6.0", "3.7.3", "3.7.1")).isEqualTo("3.7.0");
        assertThat(next("3.0.0", "3.7.3", "3.7.1")).isEqualTo("3.7.0");
    }

    @Test
    void theVersionDoesNotFallNorRiseOnSilence() {
        assertThat(next("3.7.0", "3.7.3", "3.6.11")).isEqualTo("");
        assertThat(next("3.6.0", "3.7.3", "")).isEqualTo("");
        assertThat(next("3.7.0", "3.7.3")).isEqualTo("");
        assertThat(next("3.7.0", "4.0.0")).isEqualTo("");
    }

    @Test
    void aMemberMayNotBeOlderThanItsCluster() {
        EtcdVersion own = new EtcdVersion(3, 7, 3);
        assertThat(ClusterVersions.isTooNew(new EtcdVersion(3, 7, 0), own)).isFalse();
        assertThat(ClusterVersions.isTooNew(new EtcdVersion(3, 8, 0), own)).isTrue();
    }

    private static String next(String current, String... servers) {
        return ClusterVersions.next(
                        EtcdVersion.parse(current),
                        Stream.of(servers).map(EtcdVersion::parse).toList())
                .map(EtcdVersion::toString)
                .orElse("");
    }
}
