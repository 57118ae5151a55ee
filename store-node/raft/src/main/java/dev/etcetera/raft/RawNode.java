package dev.etcetera.raft;

import dev.etcetera.raft.log.LogStorage;
import dev.etcetera.raft.protocol.ConfChange;
import dev.etcetera.raft.protocol.ConfState;
import dev.etcetera.raft.protocol.EntryType;
import dev.etcetera.raft.protocol.HardState;
import dev.etcetera.raft.protocol.Message;
import dev.etcetera.raft.protocol.Payload;
import dev.etcetera.raft.protocol.SoftState;
import dev.etcetera.raft.protocol.StateType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** One Raft node. Owned by the raft thread. */
public final class RawNode {
    private final RaftConfig config;
    private final LogStorage storage;

    public RawNode(RaftConfig config, LogStorage storage, RandomGenerator random, Tracer tracer) {
        this.config = config;
        this.storage = storage;
    }

    public void tick() {}

    public void campaign() {}

    public ProposeResult propose(List<Payload> data) {
        return ProposeResult.DROPPED;
    }

    public ProposeResult proposeConfChange(EntryType type, Payload encoded) {
        return ProposeResult.DROPPED;
    }

    public ConfState applyConfChange(ConfChange change) {
        return storage.initialState().confState();
    }

    public void step(Message message) {}

    public boolean hasReady() {
        return false;
    }

    public Ready ready() {
        return new Ready(
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(),
                false);
    }

    public void advance(Ready ready) {}

    public void readIndex(Payload context) {}

    public void transferLeader(long transferee) {}

    public void forgetLeader() {}

    public void reportUnreachable(long id) {}

    public void reportSnapshot(long id, boolean success) {}

    public Status status() {
        return new Status(
                config.id(),
                HardState.EMPTY,
                new SoftState(0, StateType.FOLLOWER),
                0,
                storage.lastIndex(),
                Map.of(),
                0);
    }
}
