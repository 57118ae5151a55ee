package dev.etcetera.backup.chain;

import com.cronutils.model.definition.CronDefinition;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

/**
 * Times in the five fields of cron, or as @hourly, @daily, @weekly, @monthly, @yearly, by the clocks of a time zone. What falls into
 * the hour that clocks leave out in spring is left out, what falls into the one that they show twice in autumn comes once, as with
 * a CronJob of Kubernetes. Immutable.
 */
public final class Cron {
    private static final CronDefinition FIELDS = CronDefinitionBuilder.defineCron()
            .withMinutes()
            .withStrictRange()
            .and()
            .withHours()
            .withStrictRange()
            .and()
            .withDayOfMonth()
            .withStrictRange()
            .and()
            .withMonth()
            .withStrictRange()
            .and()
            .withDayOfWeek()
            .withValidRange(0, 7)
            .withMondayDoWValue(1)
            .withIntMapping(7, 0)
            .withStrictRange()
            .and()
            .withSupportedNicknameHourly()
            .withSupportedNicknameDaily()
            .withSupportedNicknameMidnight()
            .withSupportedNicknameWeekly()
            .withSupportedNicknameMonthly()
            .withSupportedNicknameYearly()
            .withSupportedNicknameAnnually()
            .instance();

    private final ExecutionTime times;
    private final ZoneId zone;

    private Cron(ExecutionTime times, ZoneId zone) {
        this.times = times;
        this.zone = zone;
    }

    /**
     * Reads a schedule.
     *
     * @throws IllegalArgumentException with what is wrong with it in one line
     */
    public static Cron parse(String fields, String zone) {
        ZoneId id;
        try {
            id = ZoneId.of(zone);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("'%s' is no time zone; one is Europe/Berlin".formatted(zone), e);
        }
        try {
            return new Cron(ExecutionTime.forCron(new CronParser(FIELDS).parse(fields)), id);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "'%s' is no schedule of five fields (minute, hour, day of the month, month, day of the week): %s"
                            .formatted(fields, e.getMessage()),
                    e);
        }
    }

    /** The first time behind this one; empty when there is none any more. */
    public Optional<Instant> after(Instant time) {
        return times.nextExecution(time.atZone(zone)).map(t -> t.toInstant());
    }

    /** The last time that is not behind this one; empty when there was none. */
    public Optional<Instant> notAfter(Instant time) {
        return times.lastExecution(time.plusSeconds(1).atZone(zone)).map(t -> t.toInstant());
    }
}
