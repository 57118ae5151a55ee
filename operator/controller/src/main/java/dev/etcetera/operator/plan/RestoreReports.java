package dev.etcetera.operator.plan;

import dev.etcetera.operator.api.v1alpha1.EtcdRestore;
import dev.etcetera.operator.api.v1alpha1.EtcdRestoreStatus;
import dev.etcetera.operator.api.v1alpha1.RequestPhase;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What an EtcdRestore says of itself. Steps only where it says something new, and never once it is over. */
record RestoreReports(Instant now) {

    static Optional<RequestPhase> phase(EtcdRestore restore) {
        return Optional.ofNullable(restore.getStatus()).map(EtcdRestoreStatus::phase);
    }

    /** What becomes of it, keeping what was said before. */
    List<Step> report(EtcdRestore restore, RequestPhase phase, String message) {
        return report(restore, status(restore, phase, message, now));
    }

    /** The same, with the backup that comes first, or with what was restored. */
    List<Step> report(EtcdRestore restore, String message, @Nullable String backup, @Nullable String restored) {
        EtcdRestoreStatus plain = status(restore, RequestPhase.RUNNING, message, now);
        return report(
                restore,
                with(
                        plain,
                        plain.seed(),
                        backup == null ? plain.backup() : backup,
                        restored == null ? plain.restored() : restored));
    }

    private static List<Step> report(EtcdRestore restore, EtcdRestoreStatus status) {
        return Request.over(phase(restore)) || status.equals(restore.getStatus())
                ? List.of()
                : List.of(new Step.ReportRestore(restore, status));
    }

    /** That it begins. */
    EtcdRestoreStatus begun(EtcdRestore restore, String seed) {
        EtcdRestoreStatus plain = status(restore, RequestPhase.RUNNING, "a volume is filled for " + seed, now);
        return with(plain, seed, plain.backup(), plain.restored());
    }

    static EtcdRestoreStatus status(EtcdRestore restore, RequestPhase phase, String message, Instant at) {
        EtcdRestoreStatus before = restore.getStatus();
        String now = at.truncatedTo(ChronoUnit.SECONDS).toString();
        String started = before == null ? null : before.startTime();
        return new EtcdRestoreStatus(
                phase,
                before == null ? null : before.seed(),
                before == null ? null : before.backup(),
                before == null ? null : before.restored(),
                started == null && phase == RequestPhase.RUNNING ? now : started,
                phase.isFinal() ? now : null,
                message,
                List.of(Request.complete(before == null ? null : before.conditions(), phase, message, now)));
    }

    private static EtcdRestoreStatus with(
            EtcdRestoreStatus s, @Nullable String seed, @Nullable String backup, @Nullable String restored) {
        return new EtcdRestoreStatus(
                s.phase(), seed, backup, restored, s.startTime(), s.completionTime(), s.message(), s.conditions());
    }
}
