package dev.etcetera.server.consensus;

import dev.etcetera.raft.protocol.HardState;

/** What the raft thread shows to the others. Written by the raft thread alone. */
public final class Published implements RaftView {
    private final long memberId;
    private volatile long leader;
    private volatile long term;
    private volatile long committed;
    private volatile long othersHold;

    public Published(long memberId) {
        this.memberId = memberId;
    }

    @Override
    public long memberId() {
        return memberId;
    }

    @Override
    public long leaderId() {
        return leader;
    }

    @Override
    public long term() {
        return term;
    }

    @Override
    public long committedIndex() {
        return committed;
    }

    /** See {@link dev.etcetera.raft.RawNode#othersHold}. */
    long othersHold() {
        return othersHold;
    }

    void othersHold(long index) {
        othersHold = index;
    }

    void leader(long id) {
        leader = id;
    }

    void update(HardState state) {
        term = state.term();
        committed = state.commit();
    }
}
