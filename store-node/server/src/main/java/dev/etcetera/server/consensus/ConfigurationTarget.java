package dev.etcetera.server.consensus;

import dev.etcetera.raft.protocol.ConfChange;
import dev.etcetera.raft.protocol.ConfState;
import java.util.Optional;

/** What the apply thread tells Raft of membership changes. */
public interface ConfigurationTarget {
    /**
     * Puts a committed change into force and waits for it.
     *
     * @param index the index of its entry
     * @return the configuration then; empty when the raft thread has ended
     */
    Optional<ConfState> applyConfChange(long index, ConfChange change);

    /**
     * Runs something once Raft takes for applied what has been applied so far. For answers to membership changes: whoever
     * hears that one is done may propose the next, and Raft refuses it while it believes that the first is under way.
     */
    void onceAdvanced(Runnable action);
}
