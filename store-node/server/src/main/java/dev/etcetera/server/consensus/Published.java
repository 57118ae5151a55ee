package dev.etcetera.server.consensus;

import dev.etcetera.raft.protocol.HardState;

/** What the raft thread shows to the others. Written by the raft thread alone. */
final class Published {
    volatile long leader;
    volatile long term;
    volatile long committed;

    Published(HardState initial) {
        update(initial);
    }

    void update(HardState state) {
        term = state.term();
        committed = state.commit();
    }
}
