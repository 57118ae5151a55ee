package dev.etcetera.e2e.framework;

import static dev.etcetera.e2e.framework.Jetcd.bytes;
import static dev.etcetera.e2e.framework.Jetcd.get;
import static dev.etcetera.e2e.framework.Jetcd.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.etcd.jetcd.Client;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.kv.GetResponse;
import io.etcd.jetcd.options.GetOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What must hold after anything that was done to a cluster: nothing acknowledged is missing, and all members agree. */
public final class Agreement {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int PAGE = 2000;

    private Agreement() {}

    /** Every one of these keys, all beginning with the prefix, is there with that revision. */
    public static void assertNothingLost(List<String> endpoints, String prefix, Map<String, Long> acknowledged) {
        Map<String, Long> found = revisions(endpoints, prefix);
        acknowledged.forEach((key, revision) -> assertThat(found).as(key).containsEntry(key, revision));
    }

    private static Map<String, Long> revisions(List<String> endpoints, String prefix) {
        Map<String, Long> found = new HashMap<>();
        String end = prefix.substring(0, prefix.length() - 1) + (char) (prefix.charAt(prefix.length() - 1) + 1);
        GetOption range = GetOption.builder()
                .withRange(bytes(end))
                .withLimit(PAGE)
                .withKeysOnly(true)
                .build();
        try (Client client = Jetcd.client(endpoints)) {
            String key = prefix;
            boolean more = true;
            while (more) {
                GetResponse page = get(client.getKVClient().get(bytes(key), range));
                for (KeyValue kv : page.getKvs()) {
                    found.put(text(kv.getKey()), kv.getModRevision());
                    key = text(kv.getKey()) + "\0";
                }
                more = page.isMore();
            }
        }
        return found;
    }

    /** All members have this revision and the same hash of everything up to it. */
    public static void assertEqualHashes(ProcessCluster cluster, long revision) {
        List<String> hashes = cluster.members().stream()
                .map(member ->
                        Await.value(member.name() + " has revision " + revision, SOON, () -> hash(member, revision)))
                .toList();
        assertThat(hashes.stream().distinct())
                .as("hashes at revision %d: %s", revision, hashes)
                .hasSize(1);
    }

    private static Optional<String> hash(Member member, long revision) {
        Command.Result result =
                new Etcdctl(List.of(member.endpoint())).run("endpoint", "hashkv", "--rev=" + revision, "-w", "json");
        return result.exit() == 0
                ? Optional.of(Json.parse(result.out())
                        .get(0)
                        .get("HashKV")
                        .get("hash")
                        .asText())
                : Optional.empty();
    }
}
