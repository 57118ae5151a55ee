package dev.etcetera.raft.lab;

import dev.etcetera.raft.RaftConfig;
import dev.etcetera.raft.RawNode;
import dev.etcetera.raft.ReadState;
import dev.etcetera.raft.Ready;
import dev.etcetera.raft.Status;
import dev.etcetera.raft.StorageAppend;
import dev.etcetera.raft.StorageApply;
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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** One node with its log and what it has applied. */
public final class LabNode {
    private final long id;
    private final MemoryLog log;
    private final RawNode raft;
    private final List<Entry> applied = new ArrayList<>();
    private final List<ReadState> reads = new ArrayList<>();
    private final Deque<StorageAppend> appends = new ArrayDeque<>();
    private final Deque<StorageApply> applies = new ArrayDeque<>();
    private boolean holdsStorage;
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
        reads.addAll(ready.readStates());
        ready.append().ifPresent(appends::add);
        ready.apply().ifPresent(applies::add);
        if (!holdsStorage) {
            append(appends.size(), sent);
            apply(applies.size());
        }
        return Optional.of(ready);
    }

    /** From now on nothing is written or applied until {@link #append} and {@link #apply} are called. */
    public void holdStorage() {
        holdsStorage = true;
    }

    /** Makes the oldest appends durable, all with one fsync. The messages that waited for it are added to {@code sent}. */
    public List<StorageAppend> append(int count, List<Message> sent) {
        List<StorageAppend> written = new ArrayList<>();
        for (int i = 0; i < count && !appends.isEmpty(); i++) {
            StorageAppend append = appends.removeFirst();
            append.snapshot().ifPresent(snapshot -> {
                log.applySnapshot(snapshot);
                confState = snapshot.metadata().confState();
            });
            log.append(append.entries());
            append.hardState().ifPresent(log::setHardState);
            sent.addAll(append.messagesAfter());
            written.add(append);
        }
        written.forEach(raft::appended);
        return written;
    }

    /** Applies the oldest pages. */
    public List<StorageApply> apply(int count) {
        List<StorageApply> done = new ArrayList<>();
        for (int i = 0; i < count && !applies.isEmpty(); i++) {
            StorageApply apply = applies.removeFirst();
            for (Entry entry : apply.entries()) {
                applied.add(entry);
                if (entry.type().isConfChange()) {
                    confState = raft.applyConfChange(entry.index(), ConfChangeCodec.decode(entry.data()));
                }
            }
            raft.applied(apply);
            done.add(apply);
        }
        return done;
    }

    /** Makes a snapshot of the applied state at an index and drops the log up to it. */
    public void compact(long index) {
        log.createSnapshot(index, confState, Payload.wrap(new byte[] {1}));
        log.compact(index);
    }
}
