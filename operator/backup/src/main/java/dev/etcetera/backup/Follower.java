package dev.etcetera.backup;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Backs a cluster up continuously: full backups from time to time, and every few seconds what has changed since. Each full
 * backup has deltas of its own, up to where the next one takes over, so that every revision from the first on can be restored.
 *
 * <p>Whatever goes wrong, with the member or with the store, it begins again where what is stored ends; where that history is
 * compacted meanwhile, or is another one, with a new full backup. Owned by the thread that runs it.
 */
final class Follower {
    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final Duration LOOK = Duration.ofSeconds(5);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LAST_PAUSE = Duration.ofSeconds(15);

    private final Backups backups;
    private final Deltas deltas;
    private final Member member;
    private final Rules rules;
    private final InstantSource clock;
    private final Consumer<String> report;
    private final DeltaBuilder builder = new DeltaBuilder();
    private final ExecutorService fulls = Executors.newVirtualThreadPerTaskExecutor();
    private @Nullable Future<Manifest> coming;
    private long lookedMillis;

    /** Both sides of a member. */
    record Member(Snapshots snapshots, History history) {}

    /**
     * How it is done.
     *
     * @param chain before the names of its backups
     * @param interval changes wait no longer than this
     * @param deltaBytes nor when there are so many
     * @param fullEvery how old a full backup becomes before the next one is taken
     */
    record Rules(String chain, String writer, Duration interval, long deltaBytes, Duration fullEvery) {}

    Follower(ObjectStore store, Member member, Rules rules, InstantSource clock, Consumer<String> report) {
        this.backups = new Backups(store, clock);
        this.deltas = new Deltas(store);
        this.member = member;
        this.rules = rules;
        this.clock = clock;
        this.report = report;
    }

    /** Goes on until it is told to stop, and stores what it has by then. */
    void run(BooleanSupplier stopped) throws InterruptedException {
        Duration pause = FIRST_PAUSE;
        while (!stopped.getAsBoolean()) {
            try {
                Manifest base = base();
                pause = FIRST_PAUSE;
                follow(base, stopped);
            } catch (CompactedException e) {
                report.accept("gap: " + e.getMessage() + "; a full backup is taken");
                takeNow();
            } catch (IOException e) {
                report.accept("failed: " + e.getMessage() + "; trying again in " + pause.toMillis() + " ms");
                Thread.sleep(pause);
                pause = pause.multipliedBy(2).compareTo(LAST_PAUSE) > 0 ? LAST_PAUSE : pause.multipliedBy(2);
            }
        }
        fulls.shutdownNow();
    }

    /** The backup that is continued: the newest of this cluster, unless the cluster has less than what is stored. */
    private Manifest base() throws IOException {
        Snapshots.Origin origin = member.snapshots().origin();
        Optional<Manifest> newest = backups.list(rules.chain() + "/").stream()
                .filter(m -> m.clusterId().equals(origin.clusterId()))
                .max(Comparator.comparing(m -> Instant.parse(m.takenAt())));
        if (newest.isPresent() && position(newest.get()) <= member.history().revision()) {
            return newest.get();
        }
        return taken(full());
    }

    private long position(Manifest base) throws IOException {
        List<DeltaHeader> headers = deltas.headers(base.name());
        return headers.isEmpty() ? base.revision() : headers.getLast().to();
    }

    private void takeNow() {
        try {
            taken(full());
        } catch (IOException e) {
            report.accept("failed: " + e.getMessage());
        }
    }

    private Manifest full() throws IOException {
        String name = rules.chain() + "/" + NAME.format(clock.instant());
        return backups.save(name, rules.writer(), member.snapshots());
    }

    private Manifest taken(Manifest manifest) {
        report.accept("full: %s with revision %d, %d bytes"
                .formatted(manifest.name(), manifest.revision(), manifest.sizeBytes()));
        return manifest;
    }

    /** Until the next full backup has taken over. */
    private void follow(Manifest base, BooleanSupplier stopped) throws IOException {
        long position = position(base);
        builder.reset(position);
        try (History.Watched watched = member.history().watch(position + 1)) {
            while (!stopped.getAsBoolean()) {
                watched.next(rest()).ifPresent(c -> builder.add(c.events(), c.complete(), clock.millis()));
                if (due()) {
                    position = store(base);
                }
                Optional<Manifest> next = next(base);
                if (next.isPresent() && position >= next.get().revision()) {
                    taken(next.get());
                    coming = null;
                    return;
                }
            }
            if (!builder.isEmpty()) {
                store(base);
            }
        }
    }

    /** How long there is still to wait. */
    private Duration rest() {
        long waited = builder.since().map(since -> clock.millis() - since).orElse(0L);
        return Duration.ofMillis(Math.clamp(rules.interval().toMillis() - waited, 1, 1000));
    }

    private boolean due() {
        return builder.sizeBytes() >= rules.deltaBytes()
                || builder.since()
                        .filter(since ->
                                clock.millis() - since >= rules.interval().toMillis())
                        .isPresent();
    }

    private long store(Manifest base) throws IOException {
        Delta delta =
                builder.build(base.clusterId(), rules.writer(), member.history().granted(builder.leases()));
        DeltaHeader header = delta.header();
        deltas.put(base.name(), delta);
        builder.stored(header.to());
        report.accept("delta: revisions %d to %d, %d bytes".formatted(header.from(), header.to(), header.bytes()));
        return header.to();
    }

    /** The next full backup, once it is there; begins one when it is time. */
    private Optional<Manifest> next(Manifest base) throws IOException {
        Future<Manifest> under = coming;
        if (under == null) {
            if (fullIsDue(base)) {
                coming = fulls.submit((Callable<Manifest>) this::full);
            }
            return Optional.empty();
        }
        if (!under.isDone()) {
            return Optional.empty();
        }
        try {
            return Optional.of(under.get());
        } catch (ExecutionException e) {
            coming = null;
            throw new IOException("a full backup failed: " + e.getCause().getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private boolean fullIsDue(Manifest base) {
        return Duration.between(Instant.parse(base.takenAt()), clock.instant()).compareTo(rules.fullEvery()) >= 0
                || usersChanged(base);
    }

    /** A watch does not tell of users and roles: a full backup has them. */
    private boolean usersChanged(Manifest base) {
        long now = clock.millis();
        if (now - lookedMillis < LOOK.toMillis()) {
            return false;
        }
        lookedMillis = now;
        return member.history().authRevision() > base.authRevision();
    }
}
