package dev.etcetera.backup.chain;

import com.google.protobuf.ByteString;
import dev.etcetera.api.mvccpb.Event;
import dev.etcetera.backup.member.GrantedLease;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Gathers what a watch tells until it is worth an object. Only whole revisions leave it: what came of the last one stays when
 * more of it may follow. Owned by the thread that watches.
 */
final class DeltaBuilder {
    private final List<Event> waiting = new ArrayList<>();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final List<Moment> moments = new ArrayList<>();
    private final Set<Long> leases = new TreeSet<>();
    private final Punctuality punctuality = new Punctuality();
    private long from;

    /** Begins behind this revision; what was gathered is forgotten. */
    void reset(long position) {
        waiting.clear();
        clear();
        from = position + 1;
    }

    /**
     * Adds what came together. Changes that are had already are left out.
     *
     * @param complete whether the last revision is
     */
    void add(List<Event> events, boolean complete, long epochMillis) {
        events.stream().filter(e -> e.getKv().getModRevision() >= from).forEach(waiting::add);
        if (waiting.isEmpty()) {
            return;
        }
        long last = waiting.getLast().getKv().getModRevision();
        long whole = complete ? last : last - 1;
        List<Event> done = waiting.stream()
                .takeWhile(e -> e.getKv().getModRevision() <= whole)
                .toList();
        if (done.isEmpty()) {
            return;
        }
        done.forEach(this::write);
        waiting.subList(0, done.size()).clear();
        moments.add(new Moment(done.getLast().getKv().getModRevision(), epochMillis));
    }

    private void write(Event event) {
        try {
            event.toBuilder().clearPrevKv().build().writeDelimitedTo(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (event.getKv().getLease() != 0) {
            leases.add(event.getKv().getLease());
        }
    }

    boolean isEmpty() {
        return moments.isEmpty();
    }

    int sizeBytes() {
        return body.size();
    }

    /** When the first change came that waits here. */
    Optional<Long> since() {
        return moments.stream().map(Moment::epochMillis).findFirst();
    }

    /** Leases that keys here hang on. */
    Set<Long> leases() {
        return Set.copyOf(leases);
    }

    /** What was gathered. */
    Delta build(String clusterId, String writer, List<GrantedLease> granted) {
        ByteString bytes = ByteString.copyFrom(body.toByteArray());
        return new Delta(
                new DeltaHeader(
                        Delta.FORMAT,
                        from,
                        moments.getLast().revision(),
                        clusterId,
                        writer,
                        bytes.size(),
                        Delta.sha256(bytes),
                        moments,
                        granted),
                bytes);
    }

    /** How long the first change may wait here so that it is stored within this time. */
    long waitMillis(Duration interval) {
        return punctuality.waitMillis(interval);
    }

    /** It is stored up to this revision, and that took so long. */
    void stored(long to, long millis) {
        punctuality.wrote(millis);
        clear();
        from = to + 1;
    }

    private void clear() {
        body.reset();
        moments.clear();
        leases.clear();
    }
}
