package dev.etcetera.e2e.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.e2e.framework.Etcdctl;
import dev.etcetera.e2e.framework.Implementation;
import dev.etcetera.e2e.framework.Member;
import dev.etcetera.e2e.framework.ProcessCluster;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What Go etcd 3.7.3 and we print under /metrics after the same commands: what has one name has one type and moves alike. */
class MetricsComparisonE2E {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE (\\S+) (\\S+)$");
    /** Of the runtime, of the proxy, and of parts that work otherwise here. */
    private static final Pattern OTHERS =
            Pattern.compile("(go_|promhttp_|etcd_grpc_proxy_|etcd_debugging_|process_).*");

    private static final String[] MISSING = {
        "etcd_disk_backend_defrag_duration_seconds",
        "etcd_disk_backend_snapshot_duration_seconds",
        "etcd_disk_defrag_inflight",
        "etcd_disk_wal_write_duration_seconds",
        "etcd_mvcc_db_open_read_transactions",
        "etcd_mvcc_hash_duration_seconds",
        "etcd_mvcc_hash_rev_duration_seconds",
        "etcd_server_feature_enabled",
        "etcd_server_heartbeat_send_failures_total",
        "etcd_server_range_duration_seconds",
        "etcd_server_request_duration_seconds",
        "etcd_snap_fsync_duration_seconds"
    };

    @Test
    void typesAreEqualAndCountsMoveAlike() throws IOException, InterruptedException {
        String go = metrics(Implementation.GO);
        String ours = metrics(Implementation.underTest());
        Map<String, String> expected = types(go);
        Map<String, String> actual = types(ours);
        Map<String, String> common = new TreeMap<>(expected);
        common.keySet().retainAll(actual.keySet());
        actual.keySet().retainAll(common.keySet());
        assertThat(actual).isEqualTo(common);
        TreeSet<String> missing = new TreeSet<>(expected.keySet());
        missing.removeAll(actual.keySet());
        missing.removeIf(name -> OTHERS.matcher(name).matches());
        assertThat(missing).isSubsetOf(MISSING);
        for (String name : new String[] {"put", "delete", "txn"}) {
            assertThat(value(ours, "etcd_mvcc_" + name + "_total"))
                    .as(name)
                    .isEqualTo(value(go, "etcd_mvcc_" + name + "_total"));
        }
    }

    private static String metrics(Implementation implementation) throws IOException, InterruptedException {
        try (ProcessCluster cluster = ProcessCluster.start(implementation, 1)) {
            Member member = cluster.member(0);
            Etcdctl etcdctl = cluster.etcdctl();
            etcdctl.output("put", "a", "1");
            etcdctl.output("put", "a", "22");
            etcdctl.output("get", "a");
            etcdctl.output("del", "a");
            etcdctl.output("del", "nothing");
            etcdctl.run(java.util.List.of("txn"), "\nput b 1\nput c 1\n\n\n");
            return HTTP.send(
                            HttpRequest.newBuilder(URI.create(member.endpoint() + "/metrics"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }

    private static Map<String, String> types(String text) {
        Map<String, String> types = new TreeMap<>();
        Matcher matcher = TYPE.matcher(text);
        while (matcher.find()) {
            types.put(matcher.group(1), matcher.group(2));
        }
        return types;
    }

    private static double value(String text, String name) {
        Matcher matcher = Pattern.compile("(?m)^" + name + " (\\S+)$").matcher(text);
        assertThat(matcher.find()).as(name).isTrue();
        return Double.parseDouble(matcher.group(1));
    }
}
