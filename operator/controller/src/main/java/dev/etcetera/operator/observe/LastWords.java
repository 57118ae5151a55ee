package dev.etcetera.operator.observe;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What a process that ended said last: whether it did what it was to do, or found its own files damaged. */
public final class LastWords {
    /** Twice could be a disk that was not there yet; a member that will never start says it every time. */
    private static final int TIMES = 2;

    private static final int LONGEST = 300;

    // The store node's advice whenever files are damaged, its check against its peers, and Go etcd's words.
    private static final List<String> DAMAGED = List.of(
            "add it again and start it with an empty data directory",
            "found data inconsistency with peers",
            "crc mismatch");

    private LastWords() {}

    static Optional<String> damage(List<ContainerStatus> containers) {
        return containers.stream()
                .filter(c -> c.getRestartCount() >= TIMES)
                .flatMap(c -> Stream.of(c.getState(), c.getLastState()))
                .flatMap(state -> said(state).stream())
                .filter(words -> DAMAGED.stream().anyMatch(words::contains))
                .findFirst()
                .map(LastWords::lastLine);
    }

    /** The containers of a Pod, those first that have to end before the others begin. */
    public static Stream<ContainerStatus> containers(Pod pod) {
        return pod.getStatus() == null
                ? Stream.empty()
                : Stream.concat(
                        pod.getStatus().getInitContainerStatuses().stream(),
                        pod.getStatus().getContainerStatuses().stream());
    }

    /** What a container said that ended well. */
    public static Optional<String> success(ContainerStatus container) {
        return ends(container)
                .filter(end -> end.getExitCode() != null && end.getExitCode() == 0)
                .map(end -> end.getMessage() == null ? "" : end.getMessage())
                .findFirst();
    }

    /** What a container said that failed, also when it was started again since; the exit code where it said nothing. */
    public static Optional<String> failure(ContainerStatus container) {
        if (success(container).isPresent()) {
            return Optional.empty();
        }
        return ends(container)
                .filter(end -> end.getExitCode() != null && end.getExitCode() != 0)
                .findFirst()
                .map(end -> {
                    String said =
                            end.getMessage() == null ? "" : end.getMessage().strip();
                    if (said.isEmpty()) {
                        return "exit code " + end.getExitCode()
                                + (end.getReason() == null ? "" : " (" + end.getReason() + ")");
                    }
                    return said.length() <= LONGEST ? said : said.substring(0, LONGEST) + "...";
                });
    }

    private static Stream<ContainerStateTerminated> ends(ContainerStatus container) {
        return Stream.of(Optional.ofNullable(container.getState()), Optional.ofNullable(container.getLastState()))
                .flatMap(Optional::stream)
                .flatMap(state -> Stream.ofNullable(state.getTerminated()));
    }

    private static Optional<String> said(ContainerState state) {
        ContainerStateTerminated end = state == null ? null : state.getTerminated();
        return end == null || end.getExitCode() == null || end.getExitCode() == 0
                ? Optional.empty()
                : Optional.ofNullable(end.getMessage());
    }

    private static String lastLine(String words) {
        String line = words.lines()
                .filter(l -> DAMAGED.stream().anyMatch(l::contains))
                .reduce("", (_, later) -> later);
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "...";
    }
}
