package dev.etcetera.raft.lab;

import dev.etcetera.raft.RaftConfig;
import dev.etcetera.raft.RawNode;
import dev.etcetera.raft.ReadState;
import dev.etcetera.raft.Ready;
import dev.etcetera.raft.Status;
import dev.etcetera.raft.Tracer;
import dev.etcetera.raft.log.MemoryLog;
import dev.etcetera.raft.protocol.ConfState;
import dev.etcetera.raft.protocol.Entry;
import dev.etcetera.raft.protocol.EntryType;
import dev.etcetera.raft.protocol.Message;
import dev.etcetera.raft.protocol.Payload;
import dev.etcetera.raft.protocol.StateType;
import dev.etcetera.raft.simulation.ConfChangeCodec;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One node with its log and what it has applied. */
public final class LabNode {
    private final long id;
    private final MemoryLog log;
    private final RawNode raft;
    private final List<Entry> applied = new ArrayList<>();
    private final List<ReadState> reads = new ArrayList<>();
    private ConfState confState;

    LabNode(RaftConfig config, MemoryLog log, Tracer tracer) {
        this.id = config.id();
        this.log = log;
        this.confState = log.initialState().confState();
        // Timeouts are not random here: node n waits n - 1 ticks longer than the shortest.
        this.raft = new RawNode(config, log, new FixedRandom(id - 1), tracer);
    }

    public long id() {
        return id;
    }

    public RawNode raft() {
        return raft;
    }

    public MemoryLog log() {
        return log;
    }

    public List<ReadState> reads() {
        return reads;
    }

    public Status status() {
        return raft.status();
    }

    public StateType state() {
        return status().softState().state();
    }

    public long term() {
        return status().hardState().term();
    }

    public long commit() {
        return status().hardState().commit();
    }

    public List<String> appliedTexts() {
        return applied.stream()
                .filter(entry ->
                        entry.type() == EntryType.NORMAL && !entry.data().isEmpty())
                .map(entry -> new String(entry.data().array(), StandardCharsets.UTF_8))
                .toList();
    }

    public List<Entry> entries() {
        return log.entries(log.firstIndex(), log.lastIndex() + 1, Long.MAX_VALUE);
    }

    /** Does what one Ready asks for. The messages it sends are added to {@code sent}. */
    public Optional<Ready> process(List<Message> sent) {
        if (!raft.hasReady()) {
            return Optional.empty();
        }
        Ready ready = raft.ready();
        sent.addAll(ready.messages());
        ready.snapshot().ifPresent(snapshot -> {
            log.applySnapshot(snapshot);
            confState = snapshot.metadata().confState();
        });
        log.append(ready.entries());
        ready.hardState().ifPresent(log::setHardState);
        sent.addAll(ready.messagesAfterAppend());
        reads.addAll(ready.readStates());
        for (Entry entry : ready.committedEntries()) {
            applied.add(entry);
            if (entry.type().isConfChange()) {
                confState = raft.applyConfChange(ConfChangeCodec.decode(entry.data()));
            }
        }
        raft.advance(ready);
        return Optional.of(ready);
    }

    /** Makes a snapshot of the applied state at an index and drops the log up to it. */
    public void compact(long index) {
        log.createSnapshot(index, confState, Payload.wrap(new byte[] {1}));
        log.compact(index);
    }
}
