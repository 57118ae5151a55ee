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
import dev.etcetera.raft.protocol.Entry;
import dev.etcetera.raft.protocol.EntryType;
import dev.etcetera.raft.protocol.Message;
import dev.etcetera.raft.protocol.Payload;
import dev.etcetera.raft.protocol.SoftState;
import dev.etcetera.server.storage.RaftStorage;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Owns the raft thread, which alone touches the {@link RawNode} and the write-ahead log. Each turn drains the inbox as one
 * batch, asks the node what to do and does it, with at most one fsync for the whole batch.
 *
 * <p>Order of effects in a turn (thesis §10.2.1): messages that promise nothing go out first, in parallel with the disk;
 * then entries and hard state become durable; then the messages that promise them; then committed entries go to the apply
 * thread.
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
    private final Queue<RaftCommand> deferred = new ArrayDeque<>();
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

    public RaftLoop(RawNode node, RaftStorage storage, Parts parts, long tickMillis) {
        this.node = node;
        this.storage = storage;
        this.parts = parts;
        this.mailbox = parts.inbox().mailbox();
        this.ticker = new Ticker(TimeUnit.MILLISECONDS.toNanos(tickMillis));
        this.thread = Thread.ofPlatform().name("raft").unstarted(this::loop);
        parts.published().update(node.status().hardState());
    }

    public void start() {
        thread.start();
    }

    /** Ends the thread and closes the log; what was proposed and not yet appended is lost, as in a crash. */
    public void stop() throws InterruptedException {
        parts.inbox().execute(raft -> stopping = true);
        thread.join();
    }

    private void loop() {
        try (storage) {
            while (!stopping) {
                turn();
            }
        } catch (IOException fault) {
            parts.faults().fatal("failed to save to the write-ahead log", fault);
        } catch (RuntimeException fault) {
            parts.faults().fatal("raft invariant broken", fault);
        } finally {
            parts.inbox().close();
        }
    }

    private void turn() throws IOException {
        if (mailbox.size() == 0 && deferred.isEmpty() && !node.hasReady()) {
            mailbox.await(ticker.untilNext(System.nanoTime()));
        }
        if (ticker.due(System.nanoTime())) {
            node.tick();
        }
        drain();
        while (node.hasReady()) {
            perform(node.ready());
        }
        if (storage.compactionDue()) {
            storage.compact(parts.appliedIndex().getAsLong(), slowestMatch());
        }
    }

    /** Steps what is queued; proposals that stand side by side become one append. */
    private void drain() throws IOException {
        int taken = 0;
        for (@Nullable RaftCommand command = next(); command != null; command = next()) {
            switch (command) {
                case RaftCommand.Propose(Payload data) -> proposals.add(data);
                case RaftCommand.Step(Message message) -> node.step(message);
                case RaftCommand.ReadIndex(Payload context) -> node.readIndex(context);
                case RaftCommand.Run(RaftAction action) -> action.run(node);
            }
            if (++taken >= LARGEST_BATCH) {
                break;
            }
        }
        propose();
    }

    private @Nullable RaftCommand next() {
        RaftCommand earlier = deferred.poll();
        return earlier != null ? earlier : mailbox.poll();
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

    private void perform(Ready ready) throws IOException {
        ready.softState().ifPresent(this::publishRole);
        for (ReadState read : ready.readStates()) {
            parts.listeners().forEach(listener -> listener.readIndexConfirmed(read.index(), read.context()));
        }
        boolean leader = parts.published().isLeader();
        if (leader) {
            hit(Failpoint.RAFT_BEFORE_LEADER_SEND);
        }
        parts.transport().send(ready.messages());
        if (ready.append().isPresent()) {
            append(ready.append().get(), leader);
        }
        if (ready.apply().isPresent()) {
            StorageApply apply = ready.apply().get();
            parts.applyLoop().commit(apply.entries());
            if (changesMembership(apply.entries())) {
                awaitApplied();
            }
            node.applied(apply);
            announceOwnTerm(apply);
        }
    }

    private void append(StorageAppend append, boolean leader) throws IOException {
        hit(Failpoint.RAFT_BEFORE_SAVE);
        storage.save(append, parts.failpoints());
        hit(Failpoint.RAFT_AFTER_SAVE);
        append.hardState().ifPresent(parts.published()::update);
        if (!leader) {
            hit(Failpoint.RAFT_BEFORE_FOLLOWER_SEND);
        }
        append.snapshot().ifPresent(parts.applyLoop()::install);
        parts.transport().send(append.messagesAfter());
        node.appended(append);
    }

    private void hit(Failpoint point) {
        parts.failpoints().hit(point);
    }

    private static boolean changesMembership(List<Entry> committed) {
        for (Entry entry : committed) {
            if (entry.type() != EntryType.NORMAL) {
                return true;
            }
        }
        return false;
    }

    /**
     * Waits until the apply thread has done all that was committed. A node that goes on before its membership is applied
     * might campaign with half of it. What the apply thread asks meanwhile is answered; everything else waits its turn.
     */
    private void awaitApplied() throws IOException {
        AtomicBoolean applied = new AtomicBoolean();
        parts.applyLoop().execute(() -> {
            applied.set(true);
            parts.inbox().execute(raft -> {});
        });
        while (!applied.get() && !stopping) {
            switch (mailbox.poll()) {
                case null -> mailbox.await(ticker.intervalNanos());
                case RaftCommand.Run(RaftAction action) -> action.run(node);
                case RaftCommand other -> deferred.add(other);
            }
        }
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
