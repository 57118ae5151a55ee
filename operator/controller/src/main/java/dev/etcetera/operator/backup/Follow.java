package dev.etcetera.operator.backup;

import dev.etcetera.backup.chain.FollowerStanding;
import dev.etcetera.operator.api.v1alpha1.EtcdBackupScheduleStatus;
import dev.etcetera.operator.api.v1alpha1.EtcdBackupScheduleStatus.Continuous;
import dev.etcetera.operator.api.v1alpha1.EtcdCluster;
import dev.etcetera.operator.backup.SchedulePlanner.Readiness;
import dev.etcetera.operator.observe.PodView;
import dev.etcetera.operator.resources.Annotations;
import dev.etcetera.operator.resources.BackupPods;
import dev.etcetera.operator.resources.Names;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The Pod that backs up continuously: there is one, made from the schedule as it is now. A new one begins once the old one is
 * gone or cannot come back; two at a time would store the same twice and harm nothing. Pure.
 */
record Follow(Optional<Pod> create, List<Pod> remove, Readiness readiness) {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int REVISIONS = 1000;

    static Follow of(ScheduleView view, String image) {
        Optional<EtcdCluster> cluster = view.cluster()
                .filter(c -> c.getStatus() != null && c.getStatus().clusterId() != null);
        if (view.suspended()) {
            return new Follow(
                    Optional.empty(), view.followPods(), readiness(view, "Suspended", "spec.suspend is true"));
        }
        if (cluster.isEmpty()) {
            return new Follow(
                    Optional.empty(),
                    view.cluster().isEmpty() ? view.followPods() : List.of(),
                    readiness(
                            view,
                            "NoCluster",
                            "EtcdCluster " + view.schedule().getSpec().clusterName() + " does not serve yet"));
        }
        int number = view.followPods().stream().mapToInt(Follow::number).max().orElse(0) + 1;
        Pod wanted = BackupPods.follow(view.schedule(), cluster.get(), Names.chain(view.schedule()), number, image);
        List<Pod> wrong = view.followPods().stream()
                .filter(p -> p.getMetadata().getDeletionTimestamp() == null)
                .filter(p -> PodEnd.of(p).isPresent() || !made(p).equals(made(wanted)))
                .toList();
        boolean one = view.followPods().stream().anyMatch(p -> !wrong.contains(p) && !gone(p, view.now()));
        boolean ending = view.followPods().stream()
                .anyMatch(p -> p.getMetadata().getDeletionTimestamp() != null && !gone(p, view.now()));
        return new Follow(
                one || ending || !wrong.isEmpty() ? Optional.empty() : Optional.of(wanted), wrong, readiness(view));
    }

    private static String made(Pod pod) {
        return Annotations.value(pod, Annotations.TEMPLATE);
    }

    /** Whether its node does not confirm its end. */
    private static boolean gone(Pod pod, Instant now) {
        String deleted = pod.getMetadata().getDeletionTimestamp();
        return deleted != null && Instant.parse(deleted).plus(PATIENCE).isBefore(now);
    }

    private static int number(Pod pod) {
        String name = Names.of(pod);
        return Integer.parseInt(name.substring(name.lastIndexOf('-') + 1));
    }

    private static Readiness readiness(ScheduleView view) {
        Optional<String> trouble = view.followPods().stream()
                .flatMap(p -> PodView.trouble(p).map(why -> "Pod " + Names.of(p) + " " + why).stream())
                .findFirst();
        if (trouble.isPresent()) {
            return readiness(view, "PodStuck", trouble.get());
        }
        FollowerStanding standing = view.standing().orElse(null);
        if (standing == null) {
            return readiness(view, "NotFollowing", "no Pod says how far it is");
        }
        if (standing.failing() != null) {
            return readiness(view, "BackupFailing", standing.failing());
        }
        if (standing.base() == null) {
            return readiness(view, "NoBackupYet", "the first full backup is under way");
        }
        int interval =
                Objects.requireNonNull(view.schedule().getSpec().continuous()).intervalSeconds();
        Instant stored = Instant.parse(Objects.requireNonNull(standing.storedAt()));
        return stored.plusSeconds(3L * interval).plus(PATIENCE).isBefore(view.now())
                ? readiness(view, "Behind", "it does not keep up")
                : new Readiness(true, "Following", "changes are stored after " + interval + " s at most");
    }

    private static Readiness readiness(ScheduleView view, String reason, String why) {
        Continuous stored = stored(view);
        return new Readiness(
                false,
                reason,
                why
                        + (stored == null
                                ? "; nothing is stored yet"
                                : "; changes up to about " + stored.storedTime() + " are stored"));
    }

    static @Nullable Continuous stored(ScheduleView view) {
        Optional<Continuous> now = view.standing()
                .filter(s -> s.storedAt() != null)
                .map(s -> new Continuous(
                        Instant.parse(s.storedAt())
                                .truncatedTo(ChronoUnit.MINUTES)
                                .toString(),
                        s.storedRevision() / REVISIONS * REVISIONS));
        return now.orElseGet(
                () -> view.status().map(EtcdBackupScheduleStatus::continuous).orElse(null));
    }

    static @Nullable String full(ScheduleView view) {
        return view.standing()
                .map(FollowerStanding::base)
                .orElseGet(() ->
                        view.status().map(EtcdBackupScheduleStatus::lastBackup).orElse(null));
    }

    static @Nullable String fullTaken(ScheduleView view) {
        return view.standing()
                .map(FollowerStanding::baseTakenAt)
                .map(t -> Instant.parse(t).truncatedTo(ChronoUnit.SECONDS).toString())
                .orElseGet(() -> view.status()
                        .map(EtcdBackupScheduleStatus::lastSuccessfulTime)
                        .orElse(null));
    }
}
