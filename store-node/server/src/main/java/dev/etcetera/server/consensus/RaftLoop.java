package dev.etcetera.server.consensus;

import dev.etcetera.failpoint.Failpoint;
import dev.etcetera.failpoint.Failpoints;
import dev.etcetera.raft.ProgressStatus;
import dev.etcetera.raft.ProposeResult;
import dev.etcetera.raft.RawNode;
import dev.etcetera.raft.ReadState;
import dev.etcetera.raft.Ready;
import dev.etcetera.raft.StorageAppend;
import dev.etcetera.raft.StorageApply;
import dev.etcetera.raft.protocol.ConfState;
import dev.etcetera.raft.protocol.Message;
import dev.etcetera.raft.protocol.Payload;
import dev.etcetera.raft.protocol.SoftState;
import dev.etcetera.server.storage.RaftStorage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Owns the raft thread, which alone touches the {@link RawNode} and its log in memory. Each turn drains the inbox as one
 * batch and hands out what the node wants done. It waits for nobody: not for the disk, not for the apply thread.
 *
 * <pre>
 *              messages that promise nothing ----------------> transport
 * raft thread  appends --> WAL thread: write, one fsync --> the messages that promise it
 *              applies --> apply thread        |
 *       ^  ^                   |               |
 *       |  +---- applied ------+               |
 *       +------- appended ---------------------+
 * </pre>
 *
 * <p>Nothing needs to wait for a change of membership to be applied either (etcd's own server does): the node does not
 * campaign while one is committed and not applied, a leader takes no other one until it is, and an answer that arrives
 * meanwhile is counted in the configuration that is in force.
 *
 * <p>A disk that finishes nothing for an election timeout makes this member as good as dead: it stops its clock, its
 * proposals and its heartbeats, so that it cannot go on leading without being able to write.
 */
public final class RaftLoop {
    private static final int LARGEST_BATCH = 4_096;
    private static final int MOST_WAITING = 16_384;

    private final RawNode node;
    private final RaftStorage storage;
    private final Parts parts;
    private final Mailbox<RaftCommand> mailbox;
    private final Ticker ticker;
    private final Thread thread;
    private final List<Payload> proposals = new ArrayList<>();
    private final List<RaftAction> onceApplied = new ArrayList<>();
    private final WalLoop walLoop;
    private final DiskWatch disk;
    private boolean stopping;
    private long ownTermToAnnounce;

    /** What the loop works with, besides the node and its storage. */
    public record Parts(
            RaftInbox inbox,
            Published published,
            PeerTransport transport,
            ApplyLoop applyLoop,
            AppliedIndex appliedIndex,
            List<RaftListener> listeners,
            FaultHandler faults,
            Failpoints failpoints) {
        public Parts {
            listeners = List.copyOf(listeners);
        }
    }

    /** The length of a tick, and how many of them a disk may take for a write before the member counts as dead. */
    public record Pace(long tickMillis, int electionTicks) {}

    public RaftLoop(RawNode node, RaftStorage storage, Parts parts, Pace pace) {
        this.node = node;
        this.storage = storage;
        this.parts = parts;
        this.mailbox = parts.inbox().mailbox();
        this.ticker = new Ticker(TimeUnit.MILLISECONDS.toNanos(pace.tickMillis()));
        this.disk = new DiskWatch(TimeUnit.MILLISECONDS.toNanos(pace.tickMillis() * pace.electionTicks()));
        this.walLoop = new WalLoop(storage, parts);
        this.thread = Thread.ofPlatform().name("raft").unstarted(this::loop);
        parts.published().update(node.status().hardState());
    }

    public void start() {
        walLoop.start();
        thread.start();
    }

    /** Ends the threads and closes the log; what was proposed and not yet appended is lost, as in a crash. */
    public void stop() throws InterruptedException {
        parts.inbox().execute(raft -> stopping = true);
        thread.join();
        walLoop.stop();
    }

    private void loop() {
        try {
            while (!stopping) {
                turn();
            }
        } catch (IOException fault) {
            parts.faults().fatal("failed on the raft thread", fault);
        } catch (RuntimeException fault) {
            parts.faults().fatal("raft invariant broken", fault);
        } finally {
            parts.inbox().close();
        }
    }

    private void turn() throws IOException {
        if (mailbox.size() == 0 && !node.hasReady()) {
            mailbox.await(ticker.untilNext(System.nanoTime()));
        }
        long now = System.nanoTime();
        boolean stalled = disk.stalled(now);
        if (ticker.due(now) && !stalled) {
            node.tick();
        }
        drain(stalled);
        while (node.hasReady()) {
            perform(node.ready());
        }
        if (storage.compactionDue()) {
            storage.compact(parts.appliedIndex().getAsLong(), slowestMatch());
        }
    }

    /** Steps what is queued; proposals that stand side by side become one append. */
    private void drain(boolean stalled) throws IOException {
        int taken = 0;
        for (@Nullable RaftCommand command = mailbox.poll(); command != null; command = mailbox.poll()) {
            switch (command) {
                case RaftCommand.Propose(Payload data) -> proposals.add(data);
                case RaftCommand.Step(Message message) -> node.step(message);
                case RaftCommand.ReadIndex(Payload context) -> readIndex(context, stalled);
                case RaftCommand.Run(RaftAction action) -> action.run(node);
                case RaftCommand.Appended(StorageAppend append) -> appended(append);
                case RaftCommand.Applied(StorageApply apply) -> applied(apply);
                case RaftCommand.OnceApplied(RaftAction action) -> onceApplied.add(action);
                case RaftCommand.Checkpoint(long index, ConfState confState) ->
                    storage.checkpoint(index, confState).ifPresent(walLoop::checkpoint);
            }
            if (++taken >= LARGEST_BATCH) {
                break;
            }
        }
        if (!stalled) {
            propose();
        }
    }

    /** Who asks in vain asks again. */
    private void readIndex(Payload context, boolean stalled) {
        if (!stalled) {
            node.readIndex(context);
        }
    }

    /** The messages that promise it have left already. */
    private void appended(StorageAppend append) {
        disk.finished(System.nanoTime());
        storage.show(append, parts.failpoints());
        // Entries behind a snapshot are handed out only after this, so they come after it at the apply thread too.
        append.snapshot().ifPresent(parts.applyLoop()::install);
        node.appended(append);
    }

    private void applied(StorageApply apply) throws IOException {
        node.applied(apply);
        for (RaftAction action : onceApplied) {
            action.run(node);
        }
        onceApplied.clear();
    }

    /**
     * Proposals wait for a leader, and for one that is being moved to settle: nothing of them has been appended yet. What
     * is too many is forgotten, and runs into its deadline.
     */
    private void propose() {
        if (!proposals.isEmpty() && node.propose(List.copyOf(proposals)) == ProposeResult.ACCEPTED) {
            proposals.clear();
        } else if (proposals.size() > MOST_WAITING) {
            proposals.subList(MOST_WAITING, proposals.size()).clear();
        }
    }

    private void perform(Ready ready) {
        ready.softState().ifPresent(this::publishRole);
        for (ReadState read : ready.readStates()) {
            parts.listeners().forEach(listener -> listener.readIndexConfirmed(read.index(), read.context()));
        }
        if (parts.published().isLeader()) {
            parts.failpoints().hit(Failpoint.RAFT_BEFORE_LEADER_SEND);
        }
        parts.transport().send(ready.messages());
        ready.append().ifPresent(this::append);
        ready.apply().ifPresent(this::apply);
    }

    private void append(StorageAppend append) {
        append.hardState().ifPresent(parts.published()::update);
        if (append.canWait()) {
            walLoop.append(append);
        } else if (disk.idle() && append.addsNothing()) {
            // All that its messages promise is durable already.
            if (append.hardState().isPresent()) {
                walLoop.append(append.withoutPromises());
            }
            parts.transport().send(append.messagesAfter());
            node.appended(append);
        } else {
            disk.began(System.nanoTime());
            walLoop.append(append);
        }
    }

    private void apply(StorageApply apply) {
        parts.applyLoop().commit(apply.entries(), () -> parts.inbox().applied(apply));
        announceOwnTerm(apply);
    }

    private void publishRole(SoftState soft) {
        long previous = parts.published().leaderId();
        if (previous == soft.leader()) {
            return;
        }
        long term = node.status().hardState().term();
        boolean self = soft.leader() == parts.published().memberId();
        ownTermToAnnounce = self ? term : 0;
        parts.published().leader(soft.leader());
        parts.listeners().forEach(listener -> listener.leaderChanged(previous, soft.leader(), self, term));
    }

    /** A leader answers ReadIndex only once it has committed in its term: who asked before may ask again now. */
    private void announceOwnTerm(StorageApply apply) {
        if (ownTermToAnnounce != 0 && apply.entries().getLast().term() == ownTermToAnnounce) {
            long term = ownTermToAnnounce;
            ownTermToAnnounce = 0;
            parts.listeners().forEach(listener -> listener.committedInTerm(term));
        }
    }

    private long slowestMatch() {
        return node.status().progress().values().stream()
                .mapToLong(ProgressStatus::match)
                .min()
                .orElse(Long.MAX_VALUE);
    }
}
