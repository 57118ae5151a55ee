package dev.etcetera.raft.confchange;

import dev.etcetera.raft.tracker.Configuration;

/** What a membership change comes to. */
public sealed interface ChangeOutcome {
    record Changed(Configuration configuration) implements ChangeOutcome {}

    record Refused(String reason) implements ChangeOutcome {}
}
