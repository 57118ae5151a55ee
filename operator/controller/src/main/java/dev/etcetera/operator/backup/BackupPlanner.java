package dev.etcetera.operator.backup;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.etcetera.operator.api.v1alpha1.BackupLimits;
import dev.etcetera.operator.api.v1alpha1.Condition;
import dev.etcetera.operator.api.v1alpha1.EtcdBackup;
import dev.etcetera.operator.api.v1alpha1.EtcdBackupStatus;
import dev.etcetera.operator.api.v1alpha1.EtcdBackupStatus.Phase;
import dev.etcetera.operator.api.v1alpha1.EtcdCluster;
import dev.etcetera.operator.observe.PodView;
import dev.etcetera.operator.resources.BackupPods;
import dev.etcetera.operator.resources.Names;
import dev.etcetera.operator.status.Conditions;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides what to do for a backup: pure. An attempt is counted before its Pod is made, and the Pod is named after the attempt,
 * so that a crash in between neither loses one nor makes two; and the program itself goes on with what the same backup has
 * stored before.
 */
final class BackupPlanner {
    private static final int DEFAULT_ATTEMPTS = 6;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(10);
    private static final Duration LAST_PAUSE = Duration.ofMinutes(5);
    private static final Duration LOOK = Duration.ofSeconds(5);
    private static final Duration RECHECK = Duration.ofSeconds(10);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String image;

    /** With the image of the program. */
    BackupPlanner(String image) {
        this.image = image;
    }

    BackupPlan plan(BackupView view) {
        EtcdBackupStatus status = view.status().orElseGet(() -> nothing(view));
        if (status.phase() != null && status.phase().isFinal()) {
            return new BackupPlan(status, Optional.empty(), view.pods(), Optional.empty());
        }
        if (status.phase() == Phase.RUNNING) {
            return running(view, status);
        }
        return waiting(view, status);
    }

    private BackupPlan waiting(BackupView view, EtcdBackupStatus status) {
        String next = status.nextAttemptTime();
        if (next != null && view.now().isBefore(Instant.parse(next))) {
            return new BackupPlan(
                    status,
                    Optional.empty(),
                    view.pods(),
                    Optional.of(Duration.between(view.now(), Instant.parse(next))));
        }
        Optional<String> hindrance = hindrance(view);
        if (hindrance.isPresent()) {
            return new BackupPlan(
                    Change.of(view, status).to(Phase.PENDING, hindrance.get()),
                    Optional.empty(),
                    List.of(),
                    Optional.of(RECHECK));
        }
        int attempt = view.attempts() + 1;
        EtcdBackupStatus begun = Change.of(view, status).begin(attempt);
        return new BackupPlan(begun, Optional.of(pod(view, attempt)), List.of(), Optional.of(LOOK));
    }

    private static Optional<String> hindrance(BackupView view) {
        String name = view.backup().getSpec().clusterName();
        if (view.cluster().isEmpty()) {
            return Optional.of("EtcdCluster " + name + " does not exist");
        }
        EtcdCluster cluster = view.cluster().get();
        if (cluster.getStatus() == null || cluster.getStatus().clusterId() == null) {
            return Optional.of("EtcdCluster " + name + " does not serve yet");
        }
        Integer ready = cluster.getStatus().readyReplicas();
        return ready == null || ready == 0
                ? Optional.of("no member of EtcdCluster " + name + " serves")
                : Optional.empty();
    }

    private BackupPlan running(BackupView view, EtcdBackupStatus status) {
        Optional<Pod> pod = view.pod(Names.of(view.backup()) + "-" + view.attempts());
        if (pod.isEmpty()) {
            // Not made yet, or somebody took it away.
            return view.cluster().isEmpty()
                    ? new BackupPlan(
                            Change.of(view, status)
                                    .to(
                                            Phase.FAILED,
                                            "EtcdCluster "
                                                    + view.backup().getSpec().clusterName() + " is gone"),
                            Optional.empty(),
                            view.pods(),
                            Optional.empty())
                    : new BackupPlan(status, Optional.of(pod(view, view.attempts())), List.of(), Optional.of(LOOK));
        }
        return switch (PodEnd.of(pod.get()).orElse(null)) {
            case null ->
                new BackupPlan(
                        Change.of(view, status)
                                .goesOn(
                                        PodView.trouble(pod.get()).map(why -> "Pod " + Names.of(pod.get()) + " " + why),
                                        view.progress()),
                        Optional.empty(),
                        List.of(),
                        Optional.of(LOOK));
            case PodEnd.Succeeded(String said) -> succeeded(view, status, said);
            case PodEnd.Failed failed -> failed(view, status, failed);
        };
    }

    private BackupPlan succeeded(BackupView view, EtcdBackupStatus status, String said) {
        try {
            return new BackupPlan(
                    Change.of(view, status).succeed(JSON.readTree(said)),
                    Optional.empty(),
                    view.pods(),
                    Optional.empty());
        } catch (JsonProcessingException _) {
            return failed(view, status, new PodEnd.Failed("what its Pod said at the end is no manifest", List.of()));
        }
    }

    private static BackupPlan failed(BackupView view, EtcdBackupStatus status, PodEnd.Failed failed) {
        int most = attempts(view.backup());
        if (failed.forGood() || view.attempts() >= most) {
            return new BackupPlan(
                    Change.of(view, status)
                            .to(
                                    Phase.FAILED,
                                    failed.why()
                                            + (failed.forGood() ? "" : "; given up after attempt " + view.attempts())),
                    Optional.empty(),
                    view.pods(),
                    Optional.empty());
        }
        Duration pause = pause(view.attempts());
        return new BackupPlan(
                Change.of(view, status).again(failed.why(), view.now().plus(pause)),
                Optional.empty(),
                view.pods(),
                Optional.of(pause));
    }

    static Duration pause(int attempt) {
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(attempt - 1, 10));
        return pause.compareTo(LAST_PAUSE) > 0 ? LAST_PAUSE : pause;
    }

    private static int attempts(EtcdBackup backup) {
        BackupLimits limits = backup.getSpec().limits();
        Integer most = limits == null ? null : limits.attempts();
        return most == null ? DEFAULT_ATTEMPTS : most;
    }

    private Pod pod(BackupView view, int attempt) {
        return BackupPods.save(view.backup(), view.cluster().orElseThrow(), view.path(), attempt, image);
    }

    private static EtcdBackupStatus nothing(BackupView view) {
        return new EtcdBackupStatus(
                null,
                view.path(),
                view.backup().getSpec().store().location(),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    /** A status on its way to the next. */
    private record Change(EtcdBackupStatus was, Long generation, Instant now) {
        static Change of(BackupView view, EtcdBackupStatus was) {
            return new Change(
                    was, view.backup().getMetadata().getGeneration(), view.now().truncatedTo(ChronoUnit.SECONDS));
        }

        EtcdBackupStatus begin(int attempt) {
            return with(
                    Phase.RUNNING,
                    attempt,
                    null,
                    attempt == 1 ? "attempt 1" : "attempt " + attempt + "; the one before: " + was.message());
        }

        EtcdBackupStatus goesOn(Optional<String> trouble, Optional<String> progress) {
            return with(
                    Phase.RUNNING,
                    was.attempts(),
                    null,
                    progress.orElse(was.progress()),
                    trouble.orElse(was.message()));
        }

        EtcdBackupStatus again(String why, Instant at) {
            return with(Phase.PENDING, was.attempts(), at.toString(), why);
        }

        EtcdBackupStatus to(Phase phase, String message) {
            return with(phase, was.attempts(), null, message);
        }

        private EtcdBackupStatus with(
                Phase phase, @Nullable Integer attempts, @Nullable String next, @Nullable String message) {
            return with(phase, attempts, next, null, message);
        }

        private EtcdBackupStatus with(
                Phase phase,
                @Nullable Integer attempts,
                @Nullable String next,
                @Nullable String progress,
                @Nullable String message) {
            return new EtcdBackupStatus(
                    phase,
                    was.path(),
                    was.location(),
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    started(phase),
                    phase.isFinal() ? now.toString() : null,
                    attempts,
                    next,
                    progress,
                    message,
                    conditions(phase, message));
        }

        EtcdBackupStatus succeed(JsonNode manifest) {
            return new EtcdBackupStatus(
                    Phase.SUCCEEDED,
                    was.path(),
                    was.location(),
                    manifest.path("revision").asLong(),
                    manifest.path("sizeBytes").asLong(),
                    manifest.path("sha256").asText(),
                    manifest.path("clusterId").asText(),
                    manifest.path("memberId").asText(),
                    manifest.path("etcdVersion").asText(),
                    started(Phase.SUCCEEDED),
                    now.toString(),
                    was.attempts(),
                    null,
                    null,
                    null,
                    conditions(Phase.SUCCEEDED, "stored in " + was.path()));
        }

        private @Nullable String started(Phase phase) {
            return was.startTime() == null && phase != Phase.PENDING ? now.toString() : was.startTime();
        }

        private List<Condition> conditions(Phase phase, @Nullable String message) {
            return List.of(new Conditions(was.conditions(), generation, now)
                    .of(Conditions.COMPLETE, phase.isFinal(), phase.word(), message == null ? phase.word() : message));
        }
    }
}
