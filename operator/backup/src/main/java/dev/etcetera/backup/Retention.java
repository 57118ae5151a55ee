package dev.etcetera.backup;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Which backups are kept: those that any of the rules keeps, and always the newest. Days, weeks (from Monday) and months are
 * those of UTC; of each the newest backup counts.
 *
 * @param last so many of the newest
 * @param within those that are no older
 * @param daily one of each of so many days on which there was one
 * @param weekly one of each of so many weeks
 * @param monthly one of each of so many months
 */
record Retention(int last, Duration within, int daily, int weekly, int monthly) {
    Retention {
        if (last < 0 || within.isNegative() || daily < 0 || weekly < 0 || monthly < 0) {
            throw new IllegalArgumentException("what is kept cannot be less than nothing");
        }
        if (last == 0 && within.isZero() && daily == 0 && weekly == 0 && monthly == 0) {
            throw new IllegalArgumentException(
                    "say what is kept: --keep-last, --keep-within, --keep-daily, --keep-weekly" + " or --keep-monthly");
        }
    }

    /** The ones to delete, oldest first. */
    List<Manifest> expired(List<Manifest> backups, Instant now) {
        List<Manifest> newestFirst = backups.stream()
                .sorted(Comparator.comparing(Manifest::taken).reversed())
                .toList();
        Set<Manifest> kept = new HashSet<>();
        newestFirst.stream().limit(Math.max(1, last)).forEach(kept::add);
        newestFirst.stream().filter(m -> !m.taken().isBefore(now.minus(within))).forEach(kept::add);
        kept.addAll(newestOfEach(newestFirst, daily, m -> day(m)));
        kept.addAll(newestOfEach(
                newestFirst, weekly, m -> day(m).with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY))));
        kept.addAll(newestOfEach(newestFirst, monthly, m -> day(m).withDayOfMonth(1)));
        return newestFirst.reversed().stream().filter(m -> !kept.contains(m)).toList();
    }

    private static Set<Manifest> newestOfEach(
            List<Manifest> newestFirst, int periods, Function<Manifest, LocalDate> period) {
        Set<LocalDate> seen = new HashSet<>();
        Set<Manifest> newest = new LinkedHashSet<>();
        for (Manifest backup : newestFirst) {
            if (seen.size() < periods && seen.add(period.apply(backup))) {
                newest.add(backup);
            }
        }
        return newest;
    }

    private static LocalDate day(Manifest backup) {
        return LocalDate.ofInstant(backup.taken().truncatedTo(ChronoUnit.DAYS), ZoneOffset.UTC);
    }
}
