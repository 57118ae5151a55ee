package dev.etcetera.raft.simulation;

import dev.etcetera.raft.RaftConfig;
import dev.etcetera.raft.RawNode;
import dev.etcetera.raft.ReadState;
import dev.etcetera.raft.Ready;
import dev.etcetera.raft.StorageAppend;
import dev.etcetera.raft.log.MemoryLog;
import dev.etcetera.raft.protocol.Payload;
import dev.etcetera.raft.protocol.Snapshot;
import dev.etcetera.raft.protocol.StateType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** One node: its raft, its disk, its state machine, its clock. Never waits for the disk, nor for the state machine. */
final class SimNode {
    private final long id;
    private final World world;
    private final Mutation mutation;
    private final SplittableRandom random;
    private final SimDisk disk;
    private final ShownLog shown = new ShownLog();
    private final Map<Payload, Long> readFloors = new HashMap<>();

    private MemoryLog log = new MemoryLog();
    private SimMachine machine;
    private RawNode raft;
    private boolean alive;
    /** Counts lives: what was planned for an earlier one does not happen. */
    private int life;

    private long pausedUntil;
    private int tickMillis = Setup.TICK_MILLIS;
    private long committed;

    SimNode(long id, World world) {
        this.id = id;
        this.world = world;
        this.mutation = world.mutation();
        this.random = new SplittableRandom(world.setup().mix(id, 0, 0));
        this.disk = new SimDisk(this, random);
        this.machine = new SimMachine(this, world.ledger(), random, Snapshot.EMPTY);
        this.raft = boot();
    }

    void start() {
        life++;
        alive = true;
        pausedUntil = 0;
        raft = boot();
        tick();
    }

    private RawNode boot() {
        log = disk.boot(mutation == Mutation.FORGETS_ITS_VOTE);
        Snapshot snapshot = disk.snapshot();
        shown.restart(snapshot.metadata().id());
        if (!disk.entries().isEmpty()) {
            shown.append(disk.entries());
        }
        machine = new SimMachine(this, world.ledger(), random, snapshot);
        readFloors.clear();
        committed = log.initialState().hardState().commit();
        RaftConfig config = new RaftConfig(
                id,
                Setup.ELECTION_TICKS,
                Setup.HEARTBEAT_TICKS,
                snapshot.index(),
                world.setup().limits(),
                world.setup().features());
        return new RawNode(config, log, random, world.story().tracer());
    }

    void crash() {
        disk.crash();
        alive = false;
        life++;
    }

    void pause(int millis) {
        pausedUntil = world.events().now() + millis;
    }

    void setClock(int millis) {
        tickMillis = millis;
    }

    private void tick() {
        later(tickMillis - 1 + random.nextInt(3), () -> {
            raft.tick();
            tick();
        });
    }

    /** Something that happens to this life of the node only. */
    void later(long delay, Runnable action) {
        int now = life;
        world.events().after(delay, () -> inThisLife(now, action));
    }

    private void inThisLife(int ofLife, Runnable action) {
        if (!alive || life != ofLife) {
            return;
        }
        long pause = pausedUntil - world.events().now();
        if (pause > 0) {
            world.events().after(pause, () -> inThisLife(ofLife, action));
        } else {
            action.run();
            process();
        }
    }

    /** Whatever the outside does to the node. */
    void input(Consumer<RawNode> action) {
        inThisLife(life, () -> action.accept(raft));
    }

    /** Follows every event at this node: the only one whose state it can have changed. */
    private void process() {
        while (raft.hasReady()) {
            perform(raft.ready());
        }
    }

    private void perform(Ready ready) {
        show(ready);
        world.network().send(ready.messages());
        if (ready.append().isPresent()) {
            StorageAppend append = ready.append().get();
            if (mutation != Mutation.NONE) {
                world.network().send(mutation.of(append, true));
            }
            disk.write(append);
        }
        ready.apply().ifPresent(machine::apply);
    }

    /** Called by the disk: this and all before it are durable. */
    void appended(StorageAppend append) {
        append.snapshot().ifPresent(snapshot -> {
            log.applySnapshot(snapshot);
            machine.restore(snapshot);
        });
        log.append(append.entries());
        append.hardState().ifPresent(log::setHardState);
        if (mutation == Mutation.NONE) {
            world.network().send(append.messagesAfter());
        } else {
            world.network().send(mutation.of(append, false));
        }
        raft.appended(append);
    }

    /** Tells the ledger what the node now claims. */
    private void show(Ready ready) {
        ready.append().ifPresent(this::show);
        boolean leads = ready.softState()
                .filter(state -> state.state() == StateType.LEADER)
                .isPresent();
        if (leads) {
            long term = raft.status().hardState().term();
            if (world.ledger().leader(term, id)) {
                world.ledger().leaderCompleteness(id, term, shown);
            }
        }
        for (ReadState read : ready.readStates()) {
            Long floor = readFloors.remove(read.context());
            if (floor != null) {
                world.ledger().read(id, floor, read.index());
            }
        }
    }

    private void show(StorageAppend append) {
        append.snapshot()
                .ifPresent(snapshot -> shown.restart(snapshot.metadata().id()));
        if (!append.entries().isEmpty()) {
            shown.append(append.entries());
            append.entries().forEach(entry -> world.ledger().appended(id, shown, entry));
        }
        append.hardState().ifPresent(state -> {
            world.ledger().committed(id, shown, committed, state);
            committed = state.commit();
        });
    }

    void propose(List<Payload> payloads) {
        payloads.forEach(machine::proposed);
        input(node -> node.propose(payloads));
    }

    void read(Payload context) {
        if (mutation == Mutation.READS_ALONE) {
            world.ledger().read(id, world.ledger().maxCommitted(), committed);
        }
        readFloors.put(context, world.ledger().maxCommitted());
        input(node -> node.readIndex(context));
    }

    /** Makes a snapshot of what is applied and drops the log behind it, but for a few entries. */
    void compact() {
        log.createSnapshot(machine.applied(), machine.confState(), machine.state())
                .ifPresent(snapshot -> {
                    disk.compact(snapshot);
                    log.compact(Math.max(1, snapshot.index() - random.nextInt(4)));
                });
    }

    boolean leads() {
        return alive && raft.status().softState().state() == StateType.LEADER;
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

    SimDisk disk() {
        return disk;
    }

    SimMachine machine() {
        return machine;
    }

    ShownLog shown() {
        return shown;
    }
}
