package dev.etcetera.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Whom a running cluster takes in, in etcd's words. */
final class JoinCheckTest {
    private static final EtcdVersion OWN = new EtcdVersion(3, 7, 3);
    private static final Membership CONFIGURED = Membership.initial(
            new TreeMap<>(Map.of(
                    "a",
                    List.of(URI.create("http://a:2380")),
                    "b",
                    List.of(URI.create("http://b:2380"), URI.create("http://b2:2380")))),
            "tok");
    private static final Member A = new Member(0x10, "a", List.of("http://a:2380"), List.of("http://a:2379"), false);
    private static final Member B =
            new Member(0xB000000000000001L, "", List.of("http://b2:2380", "http://b:2380"), List.of(), true);

    @Test
    void idsComeFromTheCluster() {
        assertThat(match(List.of(A, B))).isEqualTo(new JoinCheck.Match.Matched(Map.of("a", A.id(), "b", B.id())));
    }

    @Test
    void aMemberThatWasNotAddedIsRefused() {
        assertThat(match(List.of(A))).isEqualTo(new JoinCheck.Match.Different("member count is unequal"));
    }

    @Test
    void aWrongAddressIsNamed() {
        Member elsewhere = new Member(0x20, "", List.of("http://c:2380"), List.of(), false);
        assertThat(match(List.of(A, elsewhere)))
                .isEqualTo(
                        new JoinCheck.Match.Different(
                                "PeerURLs: no match found for existing member (20, [http://c:2380]), last resolver error (differ)"));
    }

    @Test
    void theClusterIsDescribedAsGoDoes() {
        assertThat(JoinCheck.describe(0xC1, List.of(A, B)))
                .isEqualTo("{ClusterID:c1 Members:[&{ID:10 RaftAttributes:{PeerURLs:[http://a:2380] IsLearner:false}"
                        + " Attributes:{Name:a ClientURLs:[http://a:2379]}} &{ID:b000000000000001"
                        + " RaftAttributes:{PeerURLs:[http://b2:2380 http://b:2380] IsLearner:true}"
                        + " Attributes:{Name: ClientURLs:[]}}] RemovedMemberIDs:[]}");
    }

    @Test
    void versionsFromTheOldestToOurOwnMinorAreCompatible() {
        assertThat(compatible(false, "3.7.0")).isTrue();
        assertThat(compatible(false, "3.0.0", "not_decided")).isTrue();
        assertThat(compatible(false, "3.8.0")).isFalse();
        assertThat(compatible(false, "3.7.0", "3.8.0")).isFalse();
        assertThat(compatible(false, "2.3.0")).isFalse();
        assertThat(compatible(false, "not_decided")).isFalse();
        assertThat(compatible(false)).isFalse();
    }

    @Test
    void aClusterOnItsWayDownTakesOnlyTheNextOlderRelease() {
        assertThat(compatible(true, "3.8.0")).isTrue();
        // The cluster's version was lowered already.
        assertThat(compatible(true, "3.7.0")).isTrue();
        assertThat(compatible(true, "3.9.0")).isFalse();
        assertThat(compatible(true, "3.6.0")).isFalse();
    }

    @Test
    void versionsAreReadAndOrdered() {
        assertThat(EtcdVersion.parse("3.7.0-rc.1")).contains(new EtcdVersion(3, 7, 0));
        assertThat(EtcdVersion.parse("3.7")).isEmpty();
        assertThat(new EtcdVersion(3, 10, 0)).isGreaterThan(OWN);
        assertThat(OWN.ofCluster()).hasToString("3.7.0");
    }

    private static boolean compatible(boolean downgrading, String... clusterVersions) {
        return JoinCheck.isCompatible(
                List.of(clusterVersions).stream()
                        .map(version -> new MemberVersions("3.7.3", version))
                        .toList(),
                OWN,
                downgrading);
    }

    private static JoinCheck.Match match(List<Member> existing) {
        return JoinCheck.match(
                CONFIGURED,
                existing,
                (one, other) -> one.stream()
                                .sorted()
                                .toList()
                                .equals(other.stream().sorted().toList())
                        ? Optional.empty()
                        : Optional.of("differ"));
    }
}
