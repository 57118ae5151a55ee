package dev.etcetera.operator.observe;

import dev.etcetera.operator.resources.Annotations;
import dev.etcetera.operator.resources.BackupPods;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A Pod, as far as decisions need it.
 *
 * @param own whether this very life of the member controls it
 * @param terminal whether it has ended for good (Succeeded or Failed)
 * @param createdAt when it was made
 * @param deletedAt when its deletion was to be complete, grace included; empty while nobody deletes it
 * @param trouble why it does not run, when it cannot be expected to come up by itself soon
 * @param ready whether the kubelet says that it is
 * @param made what it was made from
 * @param damage what its process said last, when that is that its files are damaged
 * @param toldBytes the size of its volume that its kubelet was told of; 0 when it was told of none
 * @param restored what was said when its volume had been filled from a backup
 */
public record PodView(
        String name,
        String uid,
        boolean own,
        Optional<String> address,
        Optional<String> node,
        boolean terminal,
        Optional<Instant> createdAt,
        Optional<Instant> deletedAt,
        int restarts,
        Optional<String> trouble,
        boolean ready,
        Made made,
        Optional<String> damage,
        long toldBytes,
        Optional<String> restored) {

    /** What a Pod was made from. */
    public enum Made {
        /** From what its EtcdMember says, as this operator makes it. */
        AS_TOLD,
        /** From what its EtcdMember says, as another release of the operator makes it. */
        BY_ANOTHER_RELEASE,
        /** From what its EtcdMember said before. */
        AS_TOLD_BEFORE
    }

    // Container states in which waiting alone rarely helps; ContainerCreating and PodInitializing are none of them.
    private static final Set<String> STUCK = Set.of(
            "CrashLoopBackOff",
            "ImagePullBackOff",
            "ErrImagePull",
            "ErrImageNeverPull",
            "InvalidImageName",
            "CreateContainerConfigError",
            "CreateContainerError",
            "RunContainerError");

    static PodView of(Pod pod, boolean own, Made made) {
        PodStatus status = pod.getStatus() == null ? new PodStatus() : pod.getStatus();
        String phase = status.getPhase() == null ? "" : status.getPhase();
        int restarts = status.getContainerStatuses().stream()
                .mapToInt(ContainerStatus::getRestartCount)
                .sum();
        return new PodView(
                pod.getMetadata().getName(),
                pod.getMetadata().getUid(),
                own,
                Optional.ofNullable(status.getPodIP()).filter(ip -> !ip.isEmpty()),
                Optional.ofNullable(pod.getSpec().getNodeName()),
                phase.equals("Succeeded") || phase.equals("Failed"),
                Optional.ofNullable(pod.getMetadata().getCreationTimestamp()).map(Instant::parse),
                Optional.ofNullable(pod.getMetadata().getDeletionTimestamp()).map(Instant::parse),
                restarts,
                trouble(pod),
                status.getConditions().stream()
                        .anyMatch(c -> "Ready".equals(c.getType()) && "True".equals(c.getStatus())),
                made,
                LastWords.damage(status.getContainerStatuses()),
                size(pod),
                restoring(pod).flatMap(c -> LastWords.success(c).stream()).findFirst());
    }

    private static long size(Pod pod) {
        try {
            return Long.parseLong(Annotations.value(pod, Annotations.VOLUME_BYTES));
        } catch (NumberFormatException _) {
            return 0;
        }
    }

    /** Whether it was made from what its EtcdMember says now, as it would be made now. */
    public boolean asTold() {
        return made == Made.AS_TOLD;
    }

    /** Whether somebody deletes it. */
    public boolean terminating() {
        return deletedAt.isPresent();
    }

    /** Whether its deletion is so late that its node must be gone. */
    public boolean overdue(Instant now, Duration patience) {
        return deletedAt.map(at -> at.plus(patience).isBefore(now)).orElse(false);
    }

    /** Why a Pod does not run, when it cannot be expected to come up by itself soon; goes on after the Pod's name. */
    public static Optional<String> trouble(Pod pod) {
        PodStatus status = pod.getStatus() == null ? new PodStatus() : pod.getStatus();
        for (PodCondition condition : status.getConditions()) {
            if ("PodScheduled".equals(condition.getType()) && "Unschedulable".equals(condition.getReason())) {
                return Optional.of("cannot be scheduled: " + condition.getMessage());
            }
        }
        Optional<String> failed =
                restoring(pod).flatMap(c -> LastWords.failure(c).stream()).findFirst();
        if (failed.isPresent()) {
            return Optional.of("cannot fill its volume: " + failed.get());
        }
        for (ContainerStatus container : LastWords.containers(pod).toList()) {
            ContainerStateWaiting waiting =
                    container.getState() == null ? null : container.getState().getWaiting();
            if (waiting != null && waiting.getReason() != null && STUCK.contains(waiting.getReason())) {
                return Optional.of(waiting.getReason() + lastExit(container));
            }
        }
        return Optional.empty();
    }

    /** What fills the volume: before the member starts, or in a Pod of its own. */
    private static Stream<ContainerStatus> restoring(Pod pod) {
        PodStatus status = pod.getStatus() == null ? new PodStatus() : pod.getStatus();
        return Stream.concat(
                status.getInitContainerStatuses().stream(),
                status.getContainerStatuses().stream().filter(c -> BackupPods.RESTORE.equals(c.getName())));
    }

    private static String lastExit(ContainerStatus container) {
        ContainerStateTerminated last = container.getLastState() == null
                ? null
                : container.getLastState().getTerminated();
        if (last == null) {
            return "";
        }
        return " after " + container.getRestartCount() + " restarts, last exit code " + last.getExitCode()
                + ("OOMKilled".equals(last.getReason())
                        ? " (OOMKilled: spec.resources.limits.memory is too small)"
                        : "");
    }
}
