package dev.etcetera.server.consensus;

import dev.etcetera.raft.ProgressStatus;
import dev.etcetera.raft.RawNode;
import dev.etcetera.raft.Ready;
import dev.etcetera.raft.ReadState;
import dev.etcetera.raft.protocol.ConfState;
import dev.etcetera.raft.protocol.Message;
import dev.etcetera.raft.protocol.Payload;
import dev.etcetera.raft.protocol.SoftState;
import dev.etcetera.server.storage.RaftStorage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Owns the raft thread, which alone touches the {@link RawNode} and the write-ahead log. Each turn drains the mailbox as
 * one batch, asks the node what to do and does it, with at most one fsync for the whole batch.
 *
 * <p>Order of effects in a turn (raft §10.2.1 of the thesis): messages that promise nothing go out first, in parallel with
 * the disk; then entries and hard state become durable; then the messages that promise them; then committed entries go to
 * the apply thread.
 */
public final class RaftLoop implements ProposalSink, ReadIndexSink, RaftView, PeerEvents {
    /** What may wait for the raft thread: more than this and clients are told that there are too many requests. */
    private static final int MAILBOX_CAPACITY = 16_384;

    private static final int LARGEST_BATCH = 4_096;
    private static final long ASK_CHECK_MILLIS = 100;

    private final Mailbox<RaftCommand> mailbox = new Mailbox<>(MAILBOX_CAPACITY);
    private final List<RaftListener> listeners = new CopyOnWriteArrayList<>();
    private final RawNode node;
    private final RaftStorage storage;
    private final Parts parts;
    private final Ticker ticker;
    private final Thread thread;
    private final List<Payload> proposals = new ArrayList<>();
    private final Published published;
    private volatile boolean stopping;
    private long ownTermStart;

    /** What the loop works with, besides the node and its storage. */
    public record Parts(long memberId, PeerTransport transport, ApplyLoop applyLoop, FaultHandler faults, Consumer<String> onRemoved) {}

    public RaftLoop(RawNode node, RaftStorage storage, Parts parts, long tickMillis) {
        this.node = node;
        this.storage = storage;
        this.parts = parts;
        this.ticker = new Ticker(TimeUnit.MILLISECONDS.toNanos(tickMillis));
        this.published = new Published(node.status().hardState());
        this.thread = Thread.ofPlatform().name("raft").unstarted(this::loop);
    }

    public void addListener(RaftListener listener) {
        listeners.add(listener);
    }

    public void start() {
        thread.start();
    }

    @Override
    public boolean propose(Payload data) {
        return mailbox.offer(new RaftCommand.Propose(data));
    }

    @Override
    public void readIndex(Payload context) {
        mailbox.force(new RaftCommand.ReadIndex(context));
    }

    /** Full mailbox: the message is dropped, as a network may; Raft sends it again. */
    @Override
    public void step(Message message) {
        mailbox.offer(new RaftCommand.Step(message));
    }

    @Override
    public void unreachable(long id) {
        execute(raft -> raft.reportUnreachable(id));
    }

    @Override
    public void snapshotReported(long id, boolean ok) {
        execute(raft -> raft.reportSnapshot(id, ok));
    }

    @Override
    public void removedFromCluster(String reason) {
        parts.onRemoved().accept(reason);
    }

    /** Runs an action on the raft thread, in order with everything else that was asked of it. */
    public void execute(Consumer<RawNode> action) {
        mailbox.force(new RaftCommand.Run(action));
    }

    /** Asks the raft thread and waits for the answer; empty when the thread has ended. Not for the raft thread itself. */
    public <T> Optional<T> ask(Function<RawNode, T> question) throws InterruptedException {
        CompletableFuture<T> answer = new CompletableFuture<>();
        execute(raft -> answer.complete(question.apply(raft)));
        while (thread.isAlive()) {
            try {
                return Optional.of(answer.get(ASK_CHECK_MILLIS, TimeUnit.MILLISECONDS));
            } catch (TimeoutException again) {
                continue;
            } catch (ExecutionException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
        return Optional.ofNullable(answer.getNow(null));
    }

    @Override
    public long memberId() {
        return parts.memberId();
    }

    @Override
    public long leaderId() {
        return published.leader;
    }

    @Override
    public long term() {
        return published.term;
    }

    @Override
    public long committedIndex() {
        return published.committed;
    }

    /** Ends the thread and closes the log; what was proposed and not yet appended is lost, as in a crash. */
    public void stop() throws InterruptedException {
        execute(raft -> stopping = true);
        thread.join();
    }

    private void loop() {
        try (storage) {
            while (!stopping) {
                if (mailbox.size() == 0 && !node.hasReady()) {
                    mailbox.await(ticker.untilNext(System.nanoTime()));
                }
                if (ticker.due(System.nanoTime())) {
                    node.tick();
                }
                drain();
                while (node.hasReady()) {
                    perform(node.ready());
                }
            }
        } catch (IOException fault) {
            parts.faults().fatal("failed to save to the write-ahead log", fault);
        } catch (RuntimeException fault) {
            parts.faults().fatal("raft invariant broken", fault);
        }
    }

    /** Steps what is queued; proposals that stand side by side become one append. */
    private void drain() {
        int taken = 0;
        for (@Nullable RaftCommand command = mailbox.poll(); command != null; command = mailbox.poll()) {
            switch (command) {
                case RaftCommand.Propose(Payload data) -> proposals.add(data);
                case RaftCommand.Step(Message message) -> node.step(message);
                case RaftCommand.ReadIndex(Payload context) -> node.readIndex(context);
                case RaftCommand.Run(Consumer<RawNode> action) -> action.accept(node);
            }
            if (++taken >= LARGEST_BATCH) {
                break;
            }
        }
        if (!proposals.isEmpty()) {
            // What is dropped here (no leader, leader being moved) runs into its deadline, as in etcd.
            node.propose(List.copyOf(proposals));
            proposals.clear();
        }
    }

    private void perform(Ready ready) throws IOException {
        ready.softState().ifPresent(this::publishRole);
        for (ReadState read : ready.readStates()) {
            listeners.forEach(listener -> listener.readIndexConfirmed(read.index(), read.context()));
        }
        parts.transport().send(ready.messages());
        storage.save(ready);
        ready.hardState().ifPresent(published::update);
        parts.transport().send(ready.messagesAfterAppend());
        if (!ready.committedEntries().isEmpty()) {
            parts.applyLoop().commit(ready.committedEntries());
        }
        node.advance(ready);
        announceOwnTerm(ready);
        if (storage.compactionDue()) {
            storage.compact(parts.applyLoop().appliedIndex(), slowestMatch());
        }
    }

    private long slowestMatch() {
        return node.status().progress().values().stream()
                .mapToLong(ProgressStatus::match)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    /** Marks that a restart need not replay entries up to {@code index}, which the backend holds durably. */
    public void checkpoint(long index, ConfState confState) {
        execute(raft -> {
            try {
                storage.checkpoint(index, confState);
            } catch (IOException fault) {
                parts.faults().fatal("failed to save a snapshot marker", fault);
            }
        });
    }

    private void publishRole(SoftState soft) {
        long previous = published.leader;
        published.leader = soft.leader();
        published.term = node.status().hardState().term();
        if (previous != soft.leader()) {
            boolean self = soft.leader() == parts.memberId();
            ownTermStart = self ? published.term : 0;
            listeners.forEach(listener -> listener.leaderChanged(previous, soft.leader(), self, published.term));
        }
    }

    /** A leader answers ReadIndex only once it has committed in its term: who asked before may ask again now. */
    private void announceOwnTerm(Ready ready) {
        if (ownTermStart == 0 || ready.committedEntries().isEmpty()) {
            return;
        }
        if (ready.committedEntries().getLast().term() == ownTermStart) {
            long term = ownTermStart;
            ownTermStart = 0;
            listeners.forEach(listener -> listener.committedInTerm(term));
        }
    }
}
