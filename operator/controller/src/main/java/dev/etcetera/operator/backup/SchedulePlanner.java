package dev.etcetera.operator.backup;

import dev.etcetera.backup.chain.Cron;
import dev.etcetera.operator.api.v1alpha1.Condition;
import dev.etcetera.operator.api.v1alpha1.EtcdBackup;
import dev.etcetera.operator.api.v1alpha1.EtcdBackupScheduleSpec;
import dev.etcetera.operator.api.v1alpha1.EtcdBackupScheduleSpec.ConcurrencyPolicy;
import dev.etcetera.operator.api.v1alpha1.EtcdBackupScheduleStatus;
import dev.etcetera.operator.api.v1alpha1.EtcdBackupScheduleStatus.Drill;
import dev.etcetera.operator.api.v1alpha1.EtcdBackupStatus;
import dev.etcetera.operator.resources.Images;
import dev.etcetera.operator.resources.Names;
import dev.etcetera.operator.status.Conditions;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Decides what to do for a schedule: pure. However many times were missed, the last of them is caught up on, once. With
 * {@code spec.continuous} a Pod sees to all of it, and what is decided is whether it is the right one.
 */
final class SchedulePlanner {
    private static final Duration LOOK = Duration.ofSeconds(5);
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Duration SETTLED = Duration.ofSeconds(60);

    private final String image;
    private final Images members;

    /** With the images of the program and of members. */
    SchedulePlanner(String image, Images members) {
        this.image = image;
        this.members = members;
    }

    SchedulePlan plan(ScheduleView view) {
        EtcdBackupScheduleSpec spec = view.schedule().getSpec();
        Cron cron;
        Optional<Cron> drills;
        try {
            cron = Cron.parse(spec.schedule(), spec.timeZone());
            drills = Optional.ofNullable(spec.drill()).map(d -> Cron.parse(d.schedule(), spec.timeZone()));
        } catch (IllegalArgumentException e) {
            return new SchedulePlan(
                    Optional.empty(),
                    status(
                            view,
                            last(view),
                            null,
                            new Readiness(false, "NotSupported", String.valueOf(e.getMessage())),
                            view.status().map(EtcdBackupScheduleStatus::drill)),
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    SETTLED);
        }
        DrillStep drill = DrillStep.of(view, drills, image, members);
        return spec.continuous() == null ? slots(view, cron, drill) : continuous(view, cron, drill);
    }

    private SchedulePlan slots(ScheduleView view, Cron cron, DrillStep drill) {
        EtcdBackupScheduleSpec spec = view.schedule().getSpec();
        Instant last = lastScheduled(view);
        Optional<Instant> due = cron.notAfter(view.now()).filter(slot -> slot.isAfter(last));
        List<EtcdBackup> active = view.backups().stream().filter(b -> !over(b)).toList();
        Optional<EtcdBackup> wanted = due.map(slot -> ScheduledBackups.at(view.schedule(), slot));
        // By an operator that died before it could say so in the status.
        boolean begun = wanted.filter(view::has).isPresent();
        boolean waits = due.isPresent()
                && !begun
                && (view.suspended() || (spec.concurrencyPolicy() == ConcurrencyPolicy.FORBID && !active.isEmpty()));
        Optional<EtcdBackup> begins =
                wanted.filter(_ -> !waits && !begun && !tooLate(spec, due.orElseThrow(), view.now()));
        Instant scheduled = due.isPresent() && !waits ? due.get() : last;
        Instant next = cron.after(view.now()).orElse(Instant.MAX);
        return new SchedulePlan(
                begins,
                status(
                        view,
                        scheduled.equals(view.created()) ? null : scheduled.toString(),
                        next,
                        tried(ready(view, cron), drill.done()),
                        drill.done()),
                ScheduledBackups.expired(view),
                replaced(spec.concurrencyPolicy(), active, begins),
                drill.create().stream().toList(),
                // Of a time when it was continuous.
                both(view.followPods(), drill.remove()),
                wait(view.now(), next, active.isEmpty() && view.drillPods().isEmpty() ? SETTLED : SOON));
    }

    /** All but the newest, whoever began it. */
    private static List<EtcdBackup> replaced(
            ConcurrencyPolicy policy, List<EtcdBackup> active, Optional<EtcdBackup> begins) {
        int newest = begins.isPresent() || active.isEmpty() ? 0 : 1;
        return policy != ConcurrencyPolicy.REPLACE
                ? List.of()
                : active.subList(0, active.size() - newest).stream()
                        .filter(b -> b.getMetadata().getDeletionTimestamp() == null)
                        .toList();
    }

    private SchedulePlan continuous(ScheduleView view, Cron cron, DrillStep drill) {
        Follow follow = Follow.of(view, image);
        return new SchedulePlan(
                Optional.empty(),
                status(
                        view,
                        last(view),
                        cron.after(view.now()).orElse(Instant.MAX),
                        tried(follow.readiness(), drill.done()),
                        drill.done()),
                List.of(),
                List.of(),
                both(follow.create().stream().toList(), drill.create().stream().toList()),
                both(follow.remove(), drill.remove()),
                LOOK);
    }

    private static List<Pod> both(List<Pod> some, List<Pod> others) {
        return Stream.concat(some.stream(), others.stream()).toList();
    }

    private static @Nullable String last(ScheduleView view) {
        return view.status().map(EtcdBackupScheduleStatus::lastScheduleTime).orElse(null);
    }

    private static Instant lastScheduled(ScheduleView view) {
        String last = last(view);
        return last == null ? view.created() : Instant.parse(last);
    }

    private static boolean tooLate(EtcdBackupScheduleSpec spec, Instant slot, Instant now) {
        Integer deadline = spec.startingDeadlineSeconds();
        return deadline != null && slot.plusSeconds(deadline).isBefore(now);
    }

    private static Duration wait(Instant now, Instant next, Duration most) {
        Duration rest = Duration.between(now, next).plusMillis(50);
        return rest.compareTo(most) < 0 ? rest : most;
    }

    static boolean over(EtcdBackup backup) {
        EtcdBackupStatus status = backup.getStatus();
        return status != null && status.phase() != null && status.phase().isFinal();
    }

    static boolean succeeded(EtcdBackup backup) {
        EtcdBackupStatus status = backup.getStatus();
        return status != null && status.phase() == EtcdBackupStatus.Phase.SUCCEEDED;
    }

    /**
     * Whether a schedule does what it is for.
     *
     * @param message one sentence, without a full stop; it moves only when there is something to see
     */
    record Readiness(boolean ready, String reason, String message) {}

    private static Readiness ready(ScheduleView view, Cron cron) {
        Optional<EtcdBackup> newest = view.backups().reversed().stream().findFirst();
        Optional<EtcdBackup> good = lastGood(view);
        String since = good.map(b -> "the last good one is of " + b.getStatus().startTime())
                .orElse("there is no good one yet");
        if (view.suspended()) {
            return new Readiness(false, "Suspended", "nothing begins while spec.suspend is true; " + since);
        }
        Optional<EtcdBackup> failing = newest.filter(b -> !succeeded(b)).filter(b -> over(b) || attempts(b) > 1);
        if (failing.isPresent()) {
            return new Readiness(
                    false,
                    over(failing.get()) ? "LastBackupFailed" : "BackupFailing",
                    "EtcdBackup " + Names.of(failing.get()) + ": "
                            + failing.get().getStatus().message() + "; " + since);
        }
        if (good.isEmpty()) {
            return new Readiness(
                    false,
                    "NoBackupYet",
                    "the first one is due at " + cron.after(view.created()).orElse(Instant.MAX));
        }
        Instant start = Instant.parse(good.get().getStatus().startTime());
        Optional<Instant> before = cron.notAfter(view.now()).flatMap(slot -> cron.notAfter(slot.minusSeconds(1)));
        return before.filter(start::isBefore).isPresent()
                ? new Readiness(false, "BackupOld", "two backups are due since; " + since)
                : new Readiness(true, "LastBackupSucceeded", "EtcdBackup " + Names.of(good.get()) + " is stored");
    }

    /** What cannot be restored is no backup. */
    private static Readiness tried(Readiness found, Optional<Drill> drill) {
        return drill.filter(d -> !d.succeeded())
                .map(d -> new Readiness(false, "DrillFailed", "the drill of " + d.scheduleTime() + ": " + d.message()))
                .orElse(found);
    }

    private static Optional<EtcdBackup> lastGood(ScheduleView view) {
        return view.backups().reversed().stream()
                .filter(SchedulePlanner::succeeded)
                .findFirst();
    }

    private static int attempts(EtcdBackup backup) {
        EtcdBackupStatus status = backup.getStatus();
        Integer attempts = status == null ? null : status.attempts();
        return attempts == null ? 0 : attempts;
    }

    private static EtcdBackupScheduleStatus status(
            ScheduleView view,
            @Nullable String scheduled,
            @Nullable Instant next,
            Readiness readiness,
            Optional<Drill> drill) {
        Long generation = view.schedule().getMetadata().getGeneration();
        Condition ready = new Conditions(
                        view.status().map(EtcdBackupScheduleStatus::conditions).orElse(null), generation, view.now())
                .of(Conditions.READY, readiness.ready(), readiness.reason(), readiness.message());
        boolean continuous = view.schedule().getSpec().continuous() != null;
        Optional<EtcdBackup> good = lastGood(view);
        return new EtcdBackupScheduleStatus(
                generation,
                Names.chain(view.schedule()),
                scheduled,
                next == null || next.equals(Instant.MAX)
                        ? null
                        : next.truncatedTo(ChronoUnit.SECONDS).toString(),
                continuous
                        ? Follow.fullTaken(view)
                        : good.map(b -> b.getStatus().completionTime()).orElse(null),
                continuous
                        ? Follow.full(view)
                        : good.map(b -> b.getStatus().path()).orElse(null),
                continuous
                        ? null
                        : view.backups().stream()
                                .filter(b -> !over(b))
                                .map(Names::of)
                                .toList(),
                continuous ? Follow.stored(view) : null,
                drill.orElse(null),
                List.of(ready));
    }
}
