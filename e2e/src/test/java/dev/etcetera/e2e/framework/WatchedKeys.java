package dev.etcetera.e2e.framework;

import static dev.etcetera.e2e.framework.Jetcd.bytes;
import static dev.etcetera.e2e.framework.Jetcd.get;
import static dev.etcetera.e2e.framework.Jetcd.text;

import io.etcd.jetcd.Client;
import io.etcd.jetcd.Watch;
import io.etcd.jetcd.options.WatchOption;
import io.etcd.jetcd.watch.WatchEvent;
import io.etcd.jetcd.watch.WatchResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** A watch on a prefix that remembers each event and anything that must not be: a revision that comes again or goes back. */
public final class WatchedKeys implements AutoCloseable {
    private static final Duration SOON = Duration.ofSeconds(60);

    private final Client client;
    private final Watch.Watcher watcher;
    private final Map<String, Long> revisions = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<String> violations = new ConcurrentLinkedQueue<>();
    /** After each of them jetcd begins again behind the last event. */
    private final ConcurrentLinkedQueue<String> interruptions = new ConcurrentLinkedQueue<>();

    private final AtomicLong highest = new AtomicLong();
    private final long firstRevision;

    /** Watches through this client, which it closes in the end. */
    public WatchedKeys(Client client, String prefix) {
        this.client = client;
        firstRevision = get(client.getKVClient().get(bytes(prefix))).getHeader().getRevision() + 1;
        WatchOption option =
                WatchOption.builder().isPrefix(true).withRevision(firstRevision).build();
        watcher = client.getWatchClient()
                .watch(bytes(prefix), option, Watch.listener(this::seen, error -> interruptions.add(error.toString())));
    }

    /** Watches what is written from now on. */
    public static WatchedKeys of(String endpoint, String prefix) {
        return new WatchedKeys(Jetcd.client(List.of(endpoint)), prefix);
    }

    /** Watches through whichever of these is there, and goes on through another. */
    public static WatchedKeys of(List<String> endpoints, String prefix) {
        return new WatchedKeys(Jetcd.client(endpoints), prefix);
    }

    private void seen(WatchResponse response) {
        for (WatchEvent event : response.getEvents()) {
            String key = text(event.getKeyValue().getKey());
            long revision = event.getKeyValue().getModRevision();
            if (revision <= highest.get()) {
                violations.add("%s at revision %d after revision %d".formatted(key, revision, highest.get()));
            }
            highest.set(revision);
            revisions.put(key, revision);
        }
    }

    public void awaitRevision(long revision) {
        try {
            Await.until("an event of revision " + revision, SOON, () -> highest.get() >= revision);
        } catch (AssertionError e) {
            throw new AssertionError(
                    "%s; the last was %s, interrupted by %s".formatted(e.getMessage(), highest, interruptions), e);
        }
    }

    /** What was written before is not seen. */
    public long firstRevision() {
        return firstRevision;
    }

    public Map<String, Long> revisions() {
        return Map.copyOf(revisions);
    }

    public List<String> violations() {
        return List.copyOf(violations);
    }

    /** Why streams ended; each time it went on with another one. */
    public List<String> interruptions() {
        return List.copyOf(interruptions);
    }

    @Override
    public void close() {
        watcher.close();
        client.close();
    }
}
