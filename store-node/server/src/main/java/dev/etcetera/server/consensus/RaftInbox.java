package dev.etcetera.server.consensus;

import dev.etcetera.raft.ProposeResult;
import dev.etcetera.raft.RawNode;
import dev.etcetera.raft.Status;
import dev.etcetera.raft.protocol.ConfChange;
import dev.etcetera.raft.protocol.ConfState;
import dev.etcetera.raft.protocol.EntryType;
import dev.etcetera.raft.protocol.Message;
import dev.etcetera.raft.protocol.Payload;
import dev.etcetera.raft.protocol.SnapshotMetadata;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;

/** What other threads ask of the raft thread, in order. Any thread may call it; nothing here blocks but {@link #ask}. */
public final class RaftInbox
        implements ProposalSink, ConfChangeSink, ReadIndexSink, RaftStatusSource, ConfigurationTarget, PeerEvents {
    /** What may wait for the raft thread: more than this and clients are told that there are too many requests. */
    private static final int CAPACITY = 16_384;

    private static final long ASK_CHECK_MILLIS = 100;

    private final Mailbox<RaftCommand> mailbox = new Mailbox<>(CAPACITY);
    private final Consumer<String> onRemoved;
    private final DiskAdmission admission;
    private volatile boolean closed;

    /** {@code onRemoved} hears, with a reason, that this member is no longer one of the cluster. */
    public RaftInbox(Consumer<String> onRemoved, DiskAdmission admission) {
        this.onRemoved = onRemoved;
        this.admission = admission;
    }

    @Override
    public boolean hasRoom() {
        return admission.takesProposals();
    }

    @Override
    public void proposeAsLeader(long term, Payload data) {
        execute(raft -> raft.proposeAsLeader(term, List.of(data)));
    }

    @Override
    public boolean propose(Payload data) {
        return mailbox.offer(RaftCommand.proposing(data));
    }

    @Override
    public void proposeConfChange(Payload encoded, Runnable dropped) {
        execute(raft -> {
            if (raft.proposeConfChange(EntryType.CONF_CHANGE, encoded) == ProposeResult.DROPPED) {
                dropped.run();
            }
        });
    }

    @Override
    public void status(Consumer<Status> then) {
        execute(raft -> then.accept(raft.status()));
    }

    @Override
    public void readIndex(Payload context) {
        mailbox.force(new RaftCommand.ReadIndex(context));
    }

    /** A full mailbox drops the message, as a network may; Raft sends it again. A snapshot has cost too much for that. */
    @Override
    public void step(Message message) {
        if (!admission.admits(message)) {
            return;
        }
        RaftCommand command = RaftCommand.taking(message);
        if (message instanceof Message.InstallSnapshot) {
            mailbox.force(command);
        } else {
            mailbox.offer(command);
        }
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
        onRemoved.accept(reason);
    }

    /** Runs an action on the raft thread, in order with everything else that was asked of it. */
    public void execute(RaftAction action) {
        mailbox.force(new RaftCommand.Run(action));
    }

    @Override
    public Optional<ConfState> applyConfChange(long index, ConfChange change) {
        try {
            return ask(raft -> raft.applyConfChange(index, change));
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    @Override
    public void onceAdvanced(Runnable action) {
        mailbox.force(new RaftCommand.OnceApplied(raft -> action.run()));
    }

    /**
     * Marks that a restart need not replay what is {@code applied}: the backend durably holds it. {@code written} is run on the
     * WAL thread when that was news.
     */
    public void checkpoint(SnapshotMetadata applied, Runnable written) {
        mailbox.force(new RaftCommand.Checkpoint(applied, written));
    }

    /** Asks the raft thread and waits for the answer; empty when the thread has ended. Not for the raft thread itself. */
    public <T> Optional<T> ask(Function<RawNode, T> question) throws InterruptedException {
        CompletableFuture<T> answer = new CompletableFuture<>();
        execute(raft -> answer.complete(question.apply(raft)));
        while (!closed) {
            try {
                return Optional.of(answer.get(ASK_CHECK_MILLIS, TimeUnit.MILLISECONDS));
            } catch (TimeoutException _) {
                // The thread may have ended meanwhile: look again.
            } catch (ExecutionException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
        return Optional.ofNullable(answer.getNow(null));
    }

    Mailbox<RaftCommand> mailbox() {
        return mailbox;
    }

    /** The raft thread has ended: nobody will answer any more. */
    void close() {
        closed = true;
    }
}
