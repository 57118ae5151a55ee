package dev.etcetera.e2e.mixed;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.etcetera.e2e.framework.Await;
import dev.etcetera.e2e.framework.BackgroundCommand;
import dev.etcetera.e2e.framework.Etcdctl;
import dev.etcetera.e2e.framework.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** {@code etcdctl watch} on a prefix: what Go's client saw, whichever member it was connected to. */
record EtcdctlWatch(BackgroundCommand command) implements AutoCloseable {
    private static final Duration SOON = Duration.ofSeconds(60);

    static EtcdctlWatch start(List<String> endpoints, String prefix) {
        Etcdctl etcdctl = new Etcdctl(endpoints);
        return new EtcdctlWatch(BackgroundCommand.start(
                etcdctl.command(List.of("watch", "--prefix", prefix, "--rev=1", "-w", "json"))));
    }

    /** Each of these keys came once, with this revision, and revisions never went back. */
    void assertSaw(Map<String, Long> acknowledged) {
        long last = java.util.Collections.max(acknowledged.values());
        Await.until("etcdctl saw revision " + last, SOON, () -> revisions().contains(last));
        Map<String, Long> seen = new HashMap<>();
        List<Long> revisions = new ArrayList<>();
        for (JsonNode kv : events()) {
            revisions.add(kv.get("mod_revision").asLong());
            seen.put(
                    new String(Base64.getDecoder().decode(kv.get("key").asText()), StandardCharsets.UTF_8),
                    kv.get("mod_revision").asLong());
        }
        assertThat(revisions).isSorted().doesNotHaveDuplicates();
        assertThat(seen).containsAllEntriesOf(acknowledged);
    }

    private List<Long> revisions() {
        return events().stream().map(kv -> kv.get("mod_revision").asLong()).toList();
    }

    private List<JsonNode> events() {
        List<JsonNode> kvs = new ArrayList<>();
        for (String line : command.lines()) {
            Json.parse(line).path("Events").forEach(event -> kvs.add(event.get("kv")));
        }
        return kvs;
    }

    @Override
    public void close() {
        command.close();
    }
}
