package dev.etcetera.operator.backup;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.etcetera.backup.chain.Cron;
import dev.etcetera.operator.api.v1alpha1.EtcdBackupScheduleStatus;
import dev.etcetera.operator.api.v1alpha1.EtcdBackupScheduleStatus.Drill;
import dev.etcetera.operator.observe.LastWords;
import dev.etcetera.operator.resources.BackupPods;
import dev.etcetera.operator.resources.DrillImages;
import dev.etcetera.operator.resources.Images;
import dev.etcetera.operator.resources.Names;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What to do about the drills of a schedule. A drill is named after its time, and its outcome is written down before its Pod
 * goes: whoever dies in between finds the rest to do. Pure.
 *
 * @param done the last drill; that of the status while none ended since
 */
record DrillStep(Optional<Pod> create, List<Pod> remove, Optional<Drill> done) {
    private static final ObjectMapper JSON = new ObjectMapper();

    DrillStep {
        remove = List.copyOf(remove);
    }

    /**
     * What to do now.
     *
     * @param times when there is to be one; empty when there are to be none
     */
    static DrillStep of(ScheduleView view, Optional<Cron> times, String program, Images members) {
        Optional<Drill> last = view.status().map(EtcdBackupScheduleStatus::drill);
        List<Pod> pods = view.drillPods();
        if (!pods.isEmpty()) {
            Pod pod = pods.getFirst();
            // What is written down already is neither counted nor timed again.
            Optional<Drill> ended = last.filter(
                            d -> d.scheduleTime().equals(slot(pod).toString()))
                    .or(() -> ended(pod, view.now()));
            return new DrillStep(Optional.empty(), ended.isPresent() ? pods : List.of(), ended.or(() -> last));
        }
        boolean stored = view.status().map(EtcdBackupScheduleStatus::lastBackup).isPresent();
        if (times.isEmpty() || !stored || view.suspended() || view.cluster().isEmpty()) {
            return new DrillStep(Optional.empty(), List.of(), last);
        }
        Instant before = last.map(d -> Instant.parse(d.scheduleTime())).orElse(view.created());
        Optional<Pod> due = times.get()
                .notAfter(view.now())
                .filter(slot -> slot.isAfter(before))
                .map(slot -> BackupPods.drill(
                        view.schedule(),
                        view.cluster().get(),
                        ScheduledBackups.TIME.format(slot),
                        new DrillImages(program, members.of(view.cluster().get().getSpec()))));
        return new DrillStep(due, List.of(), last);
    }

    private static Instant slot(Pod pod) {
        String name = Names.of(pod);
        return ScheduledBackups.TIME.parse(name.substring(name.lastIndexOf('-') + 1), Instant::from);
    }

    private static Optional<Drill> ended(Pod pod, Instant now) {
        Instant slot = slot(pod);
        long seconds = Duration.between(Instant.parse(pod.getMetadata().getCreationTimestamp()), now)
                .toSeconds();
        Optional<String> success = LastWords.containers(pod)
                .filter(c -> c.getName().equals("backup"))
                .flatMap(c -> LastWords.success(c).stream())
                .findFirst();
        if (success.isPresent()) {
            return Optional.of(succeeded(slot, seconds, success.get()));
        }
        boolean over =
                pod.getStatus() != null && "Failed".equals(pod.getStatus().getPhase());
        Optional<String> failure = LastWords.containers(pod)
                .flatMap(c -> LastWords.failure(c).stream())
                .findFirst()
                .or(() -> over
                        ? Optional.of("its Pod was ended: " + pod.getStatus().getReason())
                        : Optional.empty());
        return failure.map(why -> new Drill(slot.toString(), false, seconds, null, null, why));
    }

    private static Drill succeeded(Instant slot, long seconds, String said) {
        try {
            JsonNode found = JSON.readTree(said);
            return new Drill(
                    slot.toString(),
                    true,
                    seconds,
                    found.path("revision").asLong(),
                    found.path("keys").asLong(),
                    found.path("message").asText("it came back"));
        } catch (JsonProcessingException _) {
            return new Drill(
                    slot.toString(), false, seconds, null, null, "what was said at the end is no result: " + said);
        }
    }
}
