package dev.etcetera.server.consensus;

import dev.etcetera.raft.protocol.Payload;

/** Takes encoded changes of the membership to be replicated. Any thread; returns at once. */
@FunctionalInterface
public interface ConfChangeSink {
    /** {@code dropped} is run, on the raft thread, when there was nobody to propose it to: nothing has happened then. */
    void proposeConfChange(Payload encoded, Runnable dropped);
}
