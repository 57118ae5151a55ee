package dev.etcetera.backup.chain;

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
public record Retention(int last, Duration within, int daily, int weekly, int monthly) {
    /** What is wrong with one that keeps nothing. */
    public static final String NOTHING_SAID =
            "say what is kept: --keep-last, --keep-within, --keep-daily, --keep-weekly or --keep-monthly";

    public Retention {
        if (last < 0 || within.isNegative() || daily < 0 || weekly < 0 || monthly < 0) {
            throw new IllegalArgumentException("what is kept cannot be less than nothing");
        }
        if (last == 0 && within.isZero() && daily == 0 && weekly == 0 && monthly == 0) {
            throw new IllegalArgumentException(NOTHING_SAID);
        }
    }

    /**
     * The ones to delete, oldest first.
     *
     * @param taken when a backup was taken
     */
    public <T> List<T> expired(List<T> backups, Function<T, Instant> taken, Instant now) {
        List<T> newestFirst =
                backups.stream().sorted(Comparator.comparing(taken).reversed()).toList();
        Function<T, LocalDate> day =
                b -> LocalDate.ofInstant(taken.apply(b).truncatedTo(ChronoUnit.DAYS), ZoneOffset.UTC);
        Set<T> kept = new HashSet<>();
        newestFirst.stream().limit(Math.max(1, last)).forEach(kept::add);
        newestFirst.stream()
                .filter(b -> !taken.apply(b).isBefore(now.minus(within)))
                .forEach(kept::add);
        kept.addAll(newestOfEach(newestFirst, daily, day));
        kept.addAll(newestOfEach(
                newestFirst, weekly, day.andThen(d -> d.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY)))));
        kept.addAll(newestOfEach(newestFirst, monthly, day.andThen(d -> d.withDayOfMonth(1))));
        return newestFirst.reversed().stream().filter(b -> !kept.contains(b)).toList();
    }

    private static <T> Set<T> newestOfEach(List<T> newestFirst, int periods, Function<T, LocalDate> period) {
        Set<LocalDate> seen = new HashSet<>();
        Set<T> newest = new LinkedHashSet<>();
        for (T backup : newestFirst) {
            if (seen.size() < periods && seen.add(period.apply(backup))) {
                newest.add(backup);
            }
        }
        return newest;
    }
}
