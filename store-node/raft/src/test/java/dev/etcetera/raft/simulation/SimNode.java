package dev.etcetera.raft.simulation;

import dev.etcetera.raft.RaftConfig;
import dev.etcetera.raft.RawNode;
import dev.etcetera.raft.ReadState;
import dev.etcetera.raft.Ready;
import dev.etcetera.raft.StorageAppend;
import dev.etcetera.raft.Tracer;
import dev.etcetera.raft.confchange.ChangeOutcome;
import dev.etcetera.raft.confchange.Changer;
import dev.etcetera.raft.log.MemoryLog;
import dev.etcetera.raft.protocol.ConfChange;
import dev.etcetera.raft.protocol.ConfChangeStep.Kind;
import dev.etcetera.raft.protocol.ConfState;
import dev.etcetera.raft.protocol.Entry;
import dev.etcetera.raft.protocol.EntryId;
import dev.etcetera.raft.protocol.HardState;
import dev.etcetera.raft.protocol.Payload;
import dev.etcetera.raft.protocol.Snapshot;
import dev.etcetera.raft.protocol.StateType;
import dev.etcetera.raft.tracker.Configuration;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** One node with its disk and its state machine (a running hash of what it has applied). */
final class SimNode {
    private final long id;
    private final World world;
    private final SimDisk disk = new SimDisk();
    private final Map<Payload, Long> readFloors = new HashMap<>();

    private MemoryLog log = new MemoryLog();
    private RawNode raft;
    private boolean alive;
    /** The Ready that is being written. */
    private Optional<Ready> writing = Optional.empty();
    /** Counts lives: what was planned for an earlier one does not happen. */
    private int life;
    /** Terms of the log as the node has shown it, also before it is durable. */
    private final Map<Long, Long> logTerms = new HashMap<>();

    private long compactedIndex;
    private long committed;
    private long applied;
    private long stateHash;
    private ConfState confState = ConfState.EMPTY;

    SimNode(long id, World world) {
        this.id = id;
        this.world = world;
        this.raft = boot();
    }

    void format(Snapshot snapshot, HardState state) {
        disk.format(snapshot, state);
    }

    void start() {
        life++;
        alive = true;
        raft = boot();
        scheduleTick();
    }

    private RawNode boot() {
        log = disk.boot();
        writing = Optional.empty();
        logTerms.clear();
        Snapshot snapshot = disk.snapshot();
        compactedIndex = snapshot.index();
        logTerms.put(snapshot.index(), snapshot.metadata().term());
        disk.entries().forEach(entry -> logTerms.put(entry.index(), entry.term()));
        applied = snapshot.index();
        stateHash = hashOf(snapshot);
        confState = snapshot.metadata().confState();
        committed = log.initialState().hardState().commit();
        RaftConfig config = new RaftConfig(id, 10, 1, applied, world.limits(), world.features());
        return new RawNode(config, log, world.random(), Tracer.NONE);
    }

    void crash() {
        writing.flatMap(Ready::append).ifPresent(append -> disk.tear(append, world.random()));
        alive = false;
        life++;
    }

    private void scheduleTick() {
        later(world.tickDelay(id), () -> {
            raft.tick();
            scheduleTick();
        });
    }

    /** Something that happens to this life of the node only. */
    private void later(long delay, Runnable action) {
        int now = life;
        world.events().after(delay, () -> {
            if (alive && life == now) {
                action.run();
                process();
            }
        });
    }

    /** Whatever the outside does to the node. */
    void input(Consumer<RawNode> action) {
        if (alive) {
            action.accept(raft);
            process();
        }
    }

    /** Follows every event at this node: the only one whose state it can have changed. */
    private void process() {
        world.ledger().leader(raft.status(), this);
        if (writing.isPresent() || !raft.hasReady()) {
            return;
        }
        Ready ready = raft.ready();
        writing = Optional.of(ready);
        show(ready);
        world.network().send(ready.messages());
        boolean slow = ready.append()
                .filter(append -> append.mustSync() || append.snapshot().isPresent())
                .isPresent();
        later(slow ? world.random().nextInt(1, 8) : 0, () -> written(ready));
    }

    /** Tells the ledger what the node now claims. */
    private void show(Ready ready) {
        world.ledger().ready(this, ready);
        ready.append().ifPresent(this::show);
        boolean elected = ready.softState()
                .filter(state -> state.state() == StateType.LEADER)
                .isPresent();
        if (elected && raft.status().softState().state() == StateType.LEADER) {
            world.ledger().leaderCompleteness(this);
        }
        for (ReadState read : ready.readStates()) {
            Long floor = readFloors.remove(read.context());
            if (floor != null) {
                world.ledger().read(this, floor, read.index());
            }
        }
    }

    private void show(StorageAppend append) {
        append.snapshot().ifPresent(snapshot -> {
            logTerms.clear();
            logTerms.put(snapshot.index(), snapshot.metadata().term());
            compactedIndex = snapshot.index();
        });
        if (!append.entries().isEmpty()) {
            long first = append.entries().getFirst().index();
            logTerms.keySet().removeIf(index -> index >= first);
            for (Entry entry : append.entries()) {
                logTerms.put(entry.index(), entry.term());
            }
            world.ledger().appended(this, append.entries());
        }
        append.hardState().ifPresent(state -> {
            world.ledger().committed(this, committed, state.commit());
            committed = state.commit();
        });
    }

    private void written(Ready ready) {
        writing = Optional.empty();
        ready.append().ifPresent(append -> {
            disk.write(append);
            append.snapshot().ifPresent(this::install);
            log.append(append.entries());
            append.hardState().ifPresent(log::setHardState);
            world.network().send(append.messagesAfter());
            raft.appended(append);
        });
        ready.apply().ifPresent(apply -> {
            for (Entry entry : apply.entries()) {
                world.ledger().applied(this, applied, entry);
                apply(entry);
            }
            raft.applied(apply);
        });
    }

    private void install(Snapshot snapshot) {
        log.applySnapshot(snapshot);
        applied = snapshot.index();
        stateHash = hashOf(snapshot);
        confState = snapshot.metadata().confState();
    }

    private void apply(Entry entry) {
        applied = entry.index();
        stateHash = 31 * stateHash + entry.hashCode();
        if (entry.type().isConfChange()) {
            ConfChange change = ConfChangeCodec.decode(entry.data());
            boolean refused = Changer.change(Configuration.of(confState), change) instanceof ChangeOutcome.Refused;
            confState = raft.applyConfChange(entry.index(), refused ? ConfChange.of(Kind.ADD_NODE, 0) : change);
        }
    }

    /** Makes a snapshot of what is applied and drops the log behind it, but for a few entries. */
    void snapshot() {
        if (!alive
                || writing.isPresent()
                || applied <= log.snapshot().orElseThrow().index()) {
            return;
        }
        byte[] state = Long.toString(stateHash).getBytes(StandardCharsets.US_ASCII);
        log.createSnapshot(applied, confState, Payload.wrap(state)).ifPresent(snapshot -> {
            disk.compact(snapshot);
            log.compact(Math.max(1, snapshot.index() - world.random().nextInt(4)));
        });
    }

    private static long hashOf(Snapshot snapshot) {
        return snapshot.data().isEmpty()
                ? 0
                : Long.parseLong(new String(snapshot.data().array(), StandardCharsets.US_ASCII));
    }

    void read(Payload context) {
        readFloors.put(context, world.ledger().maxCommitted());
        input(node -> node.readIndex(context));
    }

    long id() {
        return id;
    }

    boolean alive() {
        return alive;
    }

    RawNode raft() {
        return raft;
    }

    long applied() {
        return applied;
    }

    long stateHash() {
        return stateHash;
    }

    ConfState confState() {
        return confState;
    }

    long compactedIndex() {
        return compactedIndex;
    }

    /** The term of an index in the log as shown, or -1. */
    long logTerm(long index) {
        return logTerms.getOrDefault(index, -1L);
    }

    EntryId lastShown() {
        long last = logTerms.keySet().stream().mapToLong(Long::longValue).max().orElse(0);
        return new EntryId(logTerm(last), last);
    }
}
