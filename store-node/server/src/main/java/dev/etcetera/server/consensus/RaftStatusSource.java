package dev.etcetera.server.consensus;

import dev.etcetera.raft.Status;
import java.util.function.Consumer;

/** Tells what Raft knows of itself and, as leader, of the others. Any thread. */
@FunctionalInterface
public interface RaftStatusSource {
    /** {@code then} is called on the raft thread: it must be quick and must not block. */
    void status(Consumer<Status> then);
}
