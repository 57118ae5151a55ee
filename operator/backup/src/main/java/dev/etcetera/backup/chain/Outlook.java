package dev.etcetera.backup.chain;

import dev.etcetera.backup.member.History;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Asks from time to time what a cluster has by now, and tells from that up to when everything is stored: a watch that tells
 * nothing may be one that lags. A question without an answer holds up nobody. Owned by one thread.
 */
final class Outlook {
    private static final Duration EVERY = Duration.ofSeconds(5);

    private final History history;
    private final InstantSource clock;
    private final ExecutorService executor;
    /** What is not stored yet, oldest first. */
    private final Deque<Look> ahead = new ArrayDeque<>();

    private @Nullable Future<Look> coming;
    private Instant asked = Instant.EPOCH;
    private Instant reached = Instant.EPOCH;
    private long authRevision;

    /** What the cluster had at least at this time, and no more than a question later. */
    private record Look(Instant at, long revision, long authRevision) {}

    Outlook(History history, InstantSource clock, ExecutorService executor) {
        this.history = history;
        this.clock = clock;
        this.executor = executor;
    }

    /** Everything is stored up to this time. What was heard before is forgotten: it may have been another cluster. */
    void begin(Instant stored) {
        coming = null;
        authRevision = 0;
        ahead.clear();
        reached = stored;
        asked = Instant.EPOCH;
    }

    /** Asks, when it is time. */
    void look() throws IOException {
        take();
        Instant now = clock.instant();
        if (coming == null && !now.isBefore(asked.plus(EVERY))) {
            asked = now;
            coming = executor.submit((Callable<Look>) () -> new Look(now, history.revision(), history.authRevision()));
            take();
        }
    }

    private void take() throws IOException {
        Future<Look> under = coming;
        if (under == null || !under.isDone()) {
            return;
        }
        coming = null;
        try {
            Look look = under.get();
            ahead.add(look);
            authRevision = look.authRevision();
        } catch (ExecutionException unanswered) {
            // What was not said is not stored; how old it gets is seen.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** Up to when everything is stored when this revision is. */
    Instant reached(long stored) {
        while (!ahead.isEmpty() && ahead.getFirst().revision() <= stored) {
            reached = ahead.removeFirst().at();
        }
        return reached;
    }

    /** As of the last look; 0 when there was none, or the member did not say. */
    long authRevision() {
        return authRevision;
    }
}
