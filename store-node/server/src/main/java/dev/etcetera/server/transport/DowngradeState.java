package dev.etcetera.server.transport;

import java.util.function.Consumer;

/** Tells members that join whether the cluster is on its way to an older release. Returns at once. */
@FunctionalInterface
public interface DowngradeState {
    /** What is known once everything acknowledged so far is applied, or why that cannot be known. */
    sealed interface Known {
        record State(boolean enabled) implements Known {}

        record Failed(String message) implements Known {}
    }

    /** Answers once, on any thread. */
    void ask(Consumer<Known> done);
}
