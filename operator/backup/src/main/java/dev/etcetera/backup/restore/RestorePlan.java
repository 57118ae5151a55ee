package dev.etcetera.backup.restore;

import dev.etcetera.backup.chain.DeltaHeader;
import dev.etcetera.backup.chain.Manifest;
import dev.etcetera.backup.chain.Moment;
import dev.etcetera.backup.store.DamagedBackupException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What has to be put together for a target.
 *
 * @param base the snapshot
 * @param deltas which follow it, without a gap
 * @param revision changes after it are left out; the largest number when all are wanted
 */
record RestorePlan(Manifest base, List<DeltaHeader> deltas, long revision) {
    /** What continues a backup. */
    @FunctionalInterface
    interface Continuations {
        List<DeltaHeader> of(Manifest backup) throws IOException;
    }

    /**
     * Chooses the newest backup that leads to the target, and what follows it.
     *
     * @throws DamagedBackupException when the target is in none of them, or something in between is missing
     */
    static RestorePlan of(List<Manifest> backups, Continuations continuations, Target target) throws IOException {
        List<Manifest> newestFirst = backups.stream()
                .sorted(Comparator.comparing(Manifest::taken).reversed())
                .toList();
        if (newestFirst.isEmpty()) {
            throw new DamagedBackupException("there is no backup");
        }
        return switch (target) {
            case Target.Latest ignored -> latest(newestFirst, continuations);
            case Target.AtRevision(long wanted) -> at(newestFirst, continuations, wanted);
            case Target.AtTime(Instant time) -> {
                List<Manifest> before = newestFirst.stream()
                        .filter(m -> !m.taken().isAfter(time))
                        .toList();
                if (before.isEmpty()) {
                    throw tooEarly(time.toString(), newestFirst);
                }
                yield at(before, continuations, seenBy(time, before, continuations));
            }
        };
    }

    /**
     * All there is. Right after one backup took over from another, the deltas of the earlier one may still reach further. If
     * they end before the newest was taken, they are the history of a cluster that was set back since.
     */
    private static RestorePlan latest(List<Manifest> newestFirst, Continuations continuations) throws IOException {
        Manifest newest = newestFirst.getFirst();
        RestorePlan plan = reaching(newest, continuations, Long.MAX_VALUE);
        if (newestFirst.size() > 1) {
            Manifest before = newestFirst.get(1);
            List<DeltaHeader> headers = continuations.of(before);
            if (!headers.isEmpty()
                    && headers.getLast().to() > plan.end()
                    && headers.getLast().moments().getLast().epochMillis()
                            >= newest.taken().toEpochMilli()) {
                return reaching(before, continuations, Long.MAX_VALUE);
            }
        }
        return plan;
    }

    /** The last revision that it is known to have. */
    private long end() {
        return deltas.isEmpty()
                ? base.revisionAtMost()
                : Math.max(base.revisionAtMost(), deltas.getLast().to());
    }

    /**
     * The revision that had been seen by then. What came while one backup took over from another is in the deltas of both, and
     * the earlier ones know when it was seen first.
     */
    private static long seenBy(Instant time, List<Manifest> newestFirst, Continuations continuations)
            throws IOException {
        long seen = newestFirst.getFirst().revisionAtMost();
        for (Manifest backup : newestFirst.subList(0, Math.min(2, newestFirst.size()))) {
            seen = Math.max(
                    seen,
                    continuations.of(backup).stream()
                            .flatMap(d -> d.moments().stream())
                            .filter(m -> m.epochMillis() <= time.toEpochMilli())
                            .mapToLong(Moment::revision)
                            .max()
                            .orElse(0));
        }
        return seen;
    }

    private static RestorePlan at(List<Manifest> newestFirst, Continuations continuations, long wanted)
            throws IOException {
        List<Manifest> candidates =
                newestFirst.stream().filter(m -> m.revision() <= wanted).toList();
        if (candidates.isEmpty()) {
            throw tooEarly("revision " + wanted, newestFirst);
        }
        DamagedBackupException first = null;
        for (Manifest base : candidates) {
            try {
                return reaching(base, continuations, wanted);
            } catch (DamagedBackupException e) {
                first = first == null ? e : first;
            }
        }
        throw first == null ? new DamagedBackupException("there is no backup") : first;
    }

    private static RestorePlan reaching(Manifest base, Continuations continuations, long wanted) throws IOException {
        List<DeltaHeader> needed = new ArrayList<>();
        long reached = base.revision();
        for (DeltaHeader delta : continuations.of(base)) {
            if (reached >= wanted) {
                break;
            }
            if (delta.from() > reached + 1) {
                throw new DamagedBackupException(
                        "changes %d to %d are missing behind backup %s: what is before them can be"
                                        .formatted(reached + 1, delta.from() - 1, base.name())
                                + " restored with revision " + reached);
            }
            needed.add(delta);
            reached = Math.max(reached, delta.to());
        }
        // A member that did not say its revision had something up to this one.
        long certain = Math.max(reached, base.revisionAtMost());
        if (wanted != Long.MAX_VALUE && wanted > certain) {
            throw new DamagedBackupException(
                    "revision %d is not there: backup %s and what follows it end with revision %d"
                            .formatted(wanted, base.name(), reached));
        }
        return new RestorePlan(base, needed, wanted);
    }

    private static DamagedBackupException tooEarly(String target, List<Manifest> newestFirst) {
        Manifest oldest = newestFirst.getLast();
        return new DamagedBackupException("%s is before the oldest backup: %s with revision %d of %s"
                .formatted(target, oldest.name(), oldest.revision(), oldest.takenAt()));
    }
}
