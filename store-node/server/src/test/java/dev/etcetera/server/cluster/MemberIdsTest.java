package dev.etcetera.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Ids against those that etcd 3.7.3 computes from the same configuration. */
final class MemberIdsTest {
    @Test
    void memberOfANewCluster() {
        assertThat(MemberIds.hex(MemberIds.memberId(List.of("http://127.0.0.1:2380"), "etcd-cluster")))
                .isEqualTo("b71f75320dc06a6c");
    }

    @Test
    void orderOfUrlsDoesNotMatter() {
        List<String> urls = List.of("http://10.0.0.2:2380", "http://10.0.0.1:2380");
        assertThat(MemberIds.hex(MemberIds.memberId(urls, "etcd-cluster"))).isEqualTo("fd1df2497732e6e6");
        assertThat(MemberIds.hex(MemberIds.memberId(urls.reversed(), "etcd-cluster")))
                .isEqualTo("fd1df2497732e6e6");
    }

    @Test
    void memberAddedLaterCarriesItsTime() {
        assertThat(MemberIds.hex(MemberIds.memberId(List.of("http://127.0.0.1:2380"), "etcd-cluster", 1_700_000_000L)))
                .isEqualTo("37acf5e5f688ea4");
    }

    @Test
    void clusterOfThree() {
        Membership membership = Membership.initial(
                new TreeMap<>(Map.of(
                        "a", List.of(URI.create("http://127.0.0.1:1380")),
                        "b", List.of(URI.create("http://127.0.0.1:2380")),
                        "c", List.of(URI.create("http://127.0.0.1:3380")))),
                "tok");
        assertThat(MemberIds.hex(membership.clusterId())).isEqualTo("d42b569d4b262854");
        assertThat(membership.members().keySet().stream().map(MemberIds::hex))
                .containsExactly("2f9fe8fc620110b4", "320b7ba6b5cc7cc1", "71405583d3e2d5ce");
    }
}
