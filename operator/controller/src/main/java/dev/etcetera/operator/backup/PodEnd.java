package dev.etcetera.operator.backup;

import dev.etcetera.operator.observe.LastWords;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Optional;

/** How a Pod of the program ended. */
sealed interface PodEnd {
    /** Exit codes of the program that no trying again changes: wrong arguments, and what is there is somebody else's. */
    List<Integer> FOR_GOOD = List.of(2, 5);

    /** And that of a deletion that a lock of the store forbids. */
    int LOCKED = 4;

    /**
     * It did what it was told.
     *
     * @param said its last line
     */
    record Succeeded(String said) implements PodEnd {}

    /**
     * It did not.
     *
     * @param exits how its containers ended
     */
    record Failed(String why, List<Integer> exits) implements PodEnd {
        public Failed {
            exits = List.copyOf(exits);
        }

        /** Whether trying again changes nothing. */
        boolean forGood() {
            return exits.stream().anyMatch(FOR_GOOD::contains);
        }

        /** Whether the store keeps what was to be deleted. */
        boolean locked() {
            return exits.contains(LOCKED);
        }
    }

    /** Empty as long as it goes on. */
    static Optional<PodEnd> of(Pod pod) {
        String phase = pod.getStatus() == null || pod.getStatus().getPhase() == null
                ? ""
                : pod.getStatus().getPhase();
        List<ContainerStatus> containers =
                pod.getStatus() == null ? List.of() : pod.getStatus().getContainerStatuses();
        return switch (phase) {
            case "Succeeded" ->
                Optional.of(new Succeeded(containers.stream()
                        .flatMap(c -> LastWords.success(c).stream())
                        .findFirst()
                        .orElse("")));
            case "Failed" -> Optional.of(new Failed(why(pod, containers), exits(containers)));
            default -> Optional.empty();
        };
    }

    private static String why(Pod pod, List<ContainerStatus> containers) {
        String reason = pod.getStatus().getReason();
        if (reason != null && !reason.isEmpty()) {
            String message = pod.getStatus().getMessage();
            return "its Pod was ended: " + reason + (message == null || message.isEmpty() ? "" : ", " + message);
        }
        return containers.stream()
                .flatMap(c -> LastWords.failure(c).stream())
                .findFirst()
                .orElse("its Pod failed and left no word");
    }

    private static List<Integer> exits(List<ContainerStatus> containers) {
        return containers.stream()
                .flatMap(c -> Optional.ofNullable(c.getState()).map(ContainerState::getTerminated).stream())
                .map(ContainerStateTerminated::getExitCode)
                .toList();
    }
}
