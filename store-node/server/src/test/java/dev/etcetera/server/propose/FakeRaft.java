package dev.etcetera.server.propose;

import dev.etcetera.server.consensus.RaftView;

/** Member 1, which leads unless told otherwise. */
final class FakeRaft implements RaftView {
    long leader = 1;

    @Override
    public long memberId() {
        return 1;
    }

    @Override
    public long leaderId() {
        return leader;
    }

    @Override
    public long term() {
        return 2;
    }

    @Override
    public long committedIndex() {
        return 0;
    }
}
