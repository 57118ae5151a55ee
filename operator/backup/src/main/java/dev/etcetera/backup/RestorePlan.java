package dev.etcetera.backup;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

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
     * Chooses the newest backup that is not beyond the target, and what follows it.
     *
     * @throws DamagedBackupException when the target is in none of them, or something in between is missing
     */
    static RestorePlan of(List<Manifest> backups, Continuations continuations, Target target) throws IOException {
        Manifest base = backups.stream()
                .filter(m -> begins(m, target))
                .max(Comparator.comparing(RestorePlan::taken))
                .orElseThrow(() -> new DamagedBackupException(
                        backups.isEmpty()
                                ? "there is no backup"
                                : "%s is before the oldest backup: %s".formatted(words(target), oldest(backups))));
        List<DeltaHeader> all = continuations.of(base);
        List<DeltaHeader> needed = new ArrayList<>();
        long reached = base.revision();
        for (DeltaHeader delta : all) {
            if (reaches(target, reached, delta)) {
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
        return new RestorePlan(base, needed, revision(base, needed, reached, target));
    }

    private static long revision(Manifest base, List<DeltaHeader> needed, long reached, Target target)
            throws DamagedBackupException {
        return switch (target) {
            case Target.Latest ignored -> Long.MAX_VALUE;
            case Target.AtRevision(long wanted) -> {
                if (wanted > reached) {
                    throw new DamagedBackupException(
                            "revision %d is not there: backup %s and what follows it end with revision %d"
                                    .formatted(wanted, base.name(), reached));
                }
                yield wanted;
            }
            case Target.AtTime(Instant time) ->
                needed.stream()
                        .flatMap(d -> d.moments().stream())
                        .filter(m -> m.epochMillis() <= time.toEpochMilli())
                        .map(Moment::revision)
                        .max(Comparator.naturalOrder())
                        .orElse(Long.MAX_VALUE);
        };
    }

    private static boolean begins(Manifest backup, Target target) {
        return switch (target) {
            case Target.Latest ignored -> true;
            case Target.AtRevision(long wanted) -> backup.revision() <= wanted;
            case Target.AtTime(Instant time) -> !taken(backup).isAfter(time);
        };
    }

    private static boolean reaches(Target target, long reached, DeltaHeader next) {
        return switch (target) {
            case Target.Latest ignored -> false;
            case Target.AtRevision(long wanted) -> reached >= wanted;
            case Target.AtTime(Instant time) ->
                Optional.of(next.moments().getFirst())
                        .filter(m -> m.epochMillis() > time.toEpochMilli())
                        .isPresent();
        };
    }

    private static Instant taken(Manifest backup) {
        return Instant.parse(backup.takenAt());
    }

    private static String words(Target target) {
        return switch (target) {
            case Target.Latest ignored -> "the latest";
            case Target.AtRevision(long wanted) -> "revision " + wanted;
            case Target.AtTime(Instant time) -> time.toString();
        };
    }

    private static String oldest(List<Manifest> backups) {
        return backups.stream()
                .min(Comparator.comparing(RestorePlan::taken))
                .map(m -> "%s with revision %d of %s".formatted(m.name(), m.revision(), m.takenAt()))
                .orElse("none");
    }
}
