package dev.etcetera.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
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

    @Test
    void aDowngradeLowersTheVersionByOneMinorOnceAllCanBeAsked() {
        assertThat(down("3.7.0", "3.6.0", "3.7.3", "3.7.1")).isEqualTo("3.6.0");
        assertThat(down("3.7.0", "3.6.0", "3.7.3", "")).isEqualTo("");
    }

    @Test
    void theVersionStaysAtTheTargetUntilTheDowngradeEnds() {
        assertThat(down("3.6.0", "3.6.0", "3.7.3", "3.7.1")).isEqualTo("");
        assertThat(down("3.6.0", "3.6.0", "3.6.11", "3.6.11")).isEqualTo("");
        assertThat(next("3.6.0", "3.7.3", "3.6.11")).isEqualTo("");
        assertThat(next("3.6.0", "3.7.3", "3.7.3")).isEqualTo("3.7.0");
    }

    @Test
    void aDowngradeThatDoesNotBeginHereLeavesTheVersionAlone() {
        assertThat(down("3.7.0", "3.5.0", "3.7.3")).isEqualTo("cluster-version 3.7.0");
        assertThat(down("3.7.0", "3.8.0", "3.7.3")).isEqualTo("cluster-version 3.7.0");
        assertThat(down("3.7.0", "3.6.0", "3.7.3", "3.6.11")).isEqualTo("minimal-server-version 3.6.11");
        assertThat(down("3.7.0", "3.6.0", "3.8.0")).isEqualTo("minimal-server-version 3.8.0");
    }

    @Test
    void onlyTheNextOlderMinorMayBeAskedFor() {
        assertThat(ClusterVersions.downgradeTarget(new EtcdVersion(3, 7, 0))).isEqualTo(new EtcdVersion(3, 6, 0));
        assertThat(Downgrade.parseTarget("3.6")).contains(new EtcdVersion(3, 6, 0));
        assertThat(Downgrade.parseTarget("3.6.11")).contains(new EtcdVersion(3, 6, 0));
        for (String text : List.of("", "3", "v3.6", "3.6.1.2", "three", "3.x", "-3.6")) {
            assertThat(Downgrade.parseTarget(text)).as(text).isEmpty();
        }
    }

    @Test
    void theDatabaseFollowsTheClusterAsFarAsEtcdKnowsAWay() {
        assertThat(storage("3.7.0", "3.6.0")).isEqualTo("3.6.0");
        assertThat(storage("3.6.0", "3.7.0")).isEqualTo("3.7.0");
        assertThat(storage("", "3.7.0")).isEqualTo("3.7.0");
        assertThat(storage("3.6.0", "3.5.0")).isEqualTo("3.5.0");
        assertThat(storage("", "3.5.0")).isEqualTo("");
        assertThat(storage("3.7.0", "3.7.0")).isEqualTo("");
        assertThat(storage("", "3.0.0")).isEqualTo("");
        assertThat(storage("3.7.0", "3.8.0")).isEqualTo("");
    }

    private static String storage(String stored, String cluster) {
        return StorageVersions.next(
                        EtcdVersion.parse(stored), EtcdVersion.parse(cluster).orElseThrow(), new EtcdVersion(3, 7, 3))
                .map(EtcdVersion::toString)
                .orElse("");
    }

    private static String down(String current, String target, String... servers) {
        return next(current, new Downgrade(true, target), servers);
    }

    private static String next(String current, String... servers) {
        return next(current, Downgrade.NONE, servers);
    }

    private static String next(String current, Downgrade downgrade, String... servers) {
        List<Optional<EtcdVersion>> found =
                Stream.of(servers).map(EtcdVersion::parse).toList();
        return switch (ClusterVersions.next(EtcdVersion.parse(current), found, downgrade)) {
            case VersionChange.To(EtcdVersion version) -> version.toString();
            case VersionChange.Stay _ -> "";
            case VersionChange.Impossible(String what, EtcdVersion from, EtcdVersion _) -> what + " " + from;
        };
    }
}
