package dev.etcetera.backup.chain;

import dev.etcetera.backup.member.CompactedException;
import dev.etcetera.backup.member.History;
import dev.etcetera.backup.member.Snapshots;
import dev.etcetera.backup.store.ObjectStore;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Backs a cluster up continuously: full backups from time to time, and every few seconds what has changed since. Each full
 * backup has deltas of its own, up to where the next one takes over, so that every revision from the first on can be restored.
 *
 * <p>Whatever goes wrong, with the member or with the store, it begins again where what is stored ends; where that history is
 * compacted meanwhile, or is another one, with a new full backup. Owned by the thread that runs it.
 */
public final class Follower {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LAST_PAUSE = Duration.ofSeconds(15);

    private final Backups backups;
    private final Deltas deltas;
    private final Member member;
    private final Rules rules;
    private final InstantSource clock;
    private final Hands hands;
    private final DeltaBuilder builder = new DeltaBuilder();
    private final Outlook outlook;
    private final Tidying tidying;
    /** Names of backups whose history is gone before it was stored. */
    private final Set<String> ended = new HashSet<>();

    private @Nullable Future<Manifest> coming;
    private FollowerStanding standing = FollowerStanding.NONE;

    /**
     * Both sides of a member.
     *
     * @param again is called when it failed: another one may be read from then on
     */
    public record Member(Snapshots snapshots, History history, Runnable again) {}

    /**
     * How it is done.
     *
     * @param chain before the names of its backups
     * @param interval changes wait no longer than this
     * @param deltaBytes nor when there are so many
     * @param nextFull when the next full backup is taken after one that was taken at this time
     * @param retention which full backups are kept; without it, all
     */
    public record Rules(
            String chain,
            String writer,
            Duration interval,
            long deltaBytes,
            UnaryOperator<Instant> nextFull,
            Optional<Retention> retention) {}

    /**
     * What it needs of the world.
     *
     * @param fulls takes full backups meanwhile
     * @param report gets a line for whatever happens
     * @param standing gets how far it is
     */
    public record Hands(
            InstantSource clock,
            Sleeper sleeper,
            ExecutorService fulls,
            Consumer<String> report,
            Consumer<FollowerStanding> standing) {
        /** Those of a program. */
        public static Hands real(Consumer<String> report, Consumer<FollowerStanding> standing) {
            return new Hands(
                    InstantSource.system(),
                    Thread::sleep,
                    Executors.newVirtualThreadPerTaskExecutor(),
                    report,
                    standing);
        }
    }

    /** Waits for so long. */
    @FunctionalInterface
    public interface Sleeper {
        void sleep(Duration time) throws InterruptedException;
    }

    /** Begins nothing yet; the store stays open. */
    public Follower(ObjectStore store, Member member, Rules rules, Hands hands) {
        this.hands = hands;
        this.clock = hands.clock();
        this.backups = new Backups(store, clock);
        this.deltas = new Deltas(store);
        this.member = member;
        this.rules = rules;
        this.tidying = new Tidying(backups, rules.chain(), rules.writer(), rules.retention(), hands.report());
        this.outlook = new Outlook(member.history(), clock, hands.fulls());
    }

    /**
     * What is continued.
     *
     * @param next the full backup that takes over once the base's deltas reach it
     * @param stored all that there are, also of other clusters
     */
    private record Link(Manifest base, Optional<Manifest> next, Backups.Stored stored) {}

    /** Goes on until it is told to stop, and stores what it has by then. */
    public void run(BooleanSupplier stopped) throws InterruptedException {
        Duration pause = FIRST_PAUSE;
        while (!stopped.getAsBoolean()) {
            try {
                Link link = link();
                pause = FIRST_PAUSE;
                if (link.next().isEmpty()) {
                    tidying.run(link.stored(), link.base().name(), clock.instant());
                }
                follow(link, stopped);
            } catch (IOException e) {
                hands.report().accept("failed: " + e.getMessage() + "; trying again in " + pause.toMillis() + " ms");
                hands.standing().accept(standing.failing(String.valueOf(e.getMessage())));
                coming = null;
                member.again().run();
                hands.sleeper().sleep(pause);
                pause = pause.multipliedBy(2).compareTo(LAST_PAUSE) > 0 ? LAST_PAUSE : pause.multipliedBy(2);
            }
        }
        hands.fulls().shutdownNow();
    }

    /**
     * The newest backup of this cluster, or the one before it as long as its deltas do not reach the newest. A new one when
     * there is none, and when the cluster has less than what is stored.
     */
    private Link link() throws IOException {
        Snapshots.Origin origin = member.snapshots().origin();
        Backups.Stored stored = backups.stored(rules.chain() + "/");
        List<Manifest> all = stored.finished().stream()
                .filter(m -> m.clusterId().equals(origin.clusterId()))
                .sorted(Comparator.comparing(Manifest::taken))
                .toList();
        if (all.isEmpty() || position(all.getLast()) > member.history().revision()) {
            Manifest first = taken(full());
            return new Link(first, Optional.empty(), stored.and(first));
        }
        Manifest newest = all.getLast();
        if (all.size() > 1) {
            Manifest before = all.get(all.size() - 2);
            if (!ended.contains(before.name()) && position(before) < newest.revisionAtMost()) {
                return new Link(before, Optional.of(newest), stored);
            }
        }
        return new Link(newest, Optional.empty(), stored);
    }

    private long position(Manifest base) throws IOException {
        return deltas.last(base.name()).map(DeltaHeader::to).orElse(base.revision());
    }

    private Manifest full() throws IOException {
        return backups.save(ChainNames.name(rules.chain(), clock.instant()), rules.writer(), member.snapshots());
    }

    private Manifest taken(Manifest manifest) {
        hands.report()
                .accept("full: %s with revision %d, %d bytes"
                        .formatted(manifest.name(), manifest.revision(), manifest.sizeBytes()));
        return manifest;
    }

    /** Until the next full backup has taken over. */
    private void follow(Link link, BooleanSupplier stopped) throws IOException {
        Manifest base = link.base();
        long position = position(base);
        Optional<Manifest> next = link.next();
        builder.reset(position);
        standing = FollowerStanding.of(base);
        outlook.begin(base.taken());
        try (History.Watched watched = member.history().watch(position + 1)) {
            while (!stopped.getAsBoolean()) {
                watched.next(rest()).ifPresent(c -> builder.add(c.events(), c.complete(), clock.millis()));
                if (due()) {
                    position = store(base);
                }
                outlook.look();
                standing = standing.stored(position, outlook.reached(position));
                hands.standing().accept(standing);
                next = next.isPresent() ? next : next(base);
                if (next.isPresent() && position >= next.get().revisionAtMost()) {
                    return;
                }
            }
            if (!builder.isEmpty()) {
                store(base);
            }
        } catch (CompactedException e) {
            hands.report()
                    .accept("gap: %s has changes up to revision %d, and %s"
                            .formatted(base.name(), position, e.getMessage()));
            ended.add(base.name());
            if (next.isEmpty()) {
                taken(full());
            }
        }
    }

    /** How long there is still to wait. */
    private Duration rest() {
        long waited = builder.since().map(since -> clock.millis() - since).orElse(0L);
        return Duration.ofMillis(Math.clamp(builder.waitMillis(rules.interval()) - waited, 1, 1000));
    }

    private boolean due() {
        return builder.sizeBytes() >= rules.deltaBytes()
                || builder.since()
                        .filter(since -> clock.millis() - since >= builder.waitMillis(rules.interval()))
                        .isPresent();
    }

    private long store(Manifest base) throws IOException {
        long begin = clock.millis();
        Delta delta =
                builder.build(base.clusterId(), rules.writer(), member.history().granted(builder.leases()));
        DeltaHeader header = delta.header();
        deltas.put(base.name(), delta);
        builder.stored(header.to(), clock.millis() - begin);
        hands.report()
                .accept("delta: revisions %d to %d, %d bytes".formatted(header.from(), header.to(), header.bytes()));
        return header.to();
    }

    /** The next full backup, once it is there; begins one when it is time. */
    private Optional<Manifest> next(Manifest base) throws IOException {
        Future<Manifest> under = coming;
        if (under == null) {
            if (fullIsDue(base)) {
                coming = hands.fulls().submit((Callable<Manifest>) this::full);
            }
            return Optional.empty();
        }
        if (!under.isDone()) {
            return Optional.empty();
        }
        coming = null;
        try {
            return Optional.of(taken(under.get()));
        } catch (ExecutionException e) {
            throw new IOException("a full backup failed: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private boolean fullIsDue(Manifest base) {
        // A watch does not tell of users and roles: a full backup has them.
        return !clock.instant().isBefore(rules.nextFull().apply(base.taken()))
                || outlook.authRevision() > base.authRevision();
    }
}
