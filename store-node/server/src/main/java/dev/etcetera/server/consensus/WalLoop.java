package dev.etcetera.server.consensus;

import dev.etcetera.failpoint.Failpoint;
import dev.etcetera.failpoint.Failpoints;
import dev.etcetera.raft.StorageAppend;
import dev.etcetera.raft.protocol.Message;
import dev.etcetera.server.storage.RaftStorage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Owns the WAL thread, which alone writes the log. Takes appends in order, writes all that are queued, makes them durable
 * with one fsync, then lets the messages go that promise it and tells the raft thread. A failed write or fsync ends the
 * member.
 *
 * <p>The queue is bounded by Raft: a leader takes proposals of a bounded queue, and a follower has a bounded window of
 * appends under way.
 */
final class WalLoop {
    private static final int LARGEST_BATCH = 1_024;
    private static final long LONGEST_PARK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private sealed interface Work {
        record Append(StorageAppend append) implements Work {}

        record Checkpoint(RaftCommand.Checkpoint asked) implements Work {}

        record Stop() implements Work {}
    }

    private final Mailbox<Work> mailbox = new Mailbox<>(Integer.MAX_VALUE);
    private final RaftStorage storage;
    private final RaftLoop.Parts parts;
    private final StorageReports reports;
    private final Thread thread;
    private final List<StorageAppend> batch = new ArrayList<>();
    private boolean stopping;

    WalLoop(RaftStorage storage, RaftLoop.Parts parts, StorageReports reports) {
        this.storage = storage;
        this.parts = parts;
        this.reports = reports;
        this.thread = Thread.ofPlatform().name("wal").unstarted(this::loop);
    }

    void start() {
        thread.start();
    }

    /** Queues an append. One that nobody waits for does not wake the thread: it is written with the next one. */
    void append(StorageAppend append) {
        if (append.canWait()) {
            mailbox.forceQuietly(new Work.Append(append));
        } else {
            mailbox.force(new Work.Append(append));
        }
    }

    void checkpoint(RaftCommand.Checkpoint asked) {
        mailbox.force(new Work.Checkpoint(asked));
    }

    /** Writes what is queued, closes the log, ends the thread and waits for it. */
    void stop() throws InterruptedException {
        mailbox.force(new Work.Stop());
        thread.join();
    }

    private void loop() {
        try {
            while (!stopping) {
                if (mailbox.size() == 0) {
                    mailbox.await(LONGEST_PARK_NANOS);
                }
                turn();
            }
            storage.close();
        } catch (IOException fault) {
            parts.faults().fatal("failed to save to the write-ahead log", fault);
        } catch (RuntimeException fault) {
            parts.faults().fatal("broken invariant of the write-ahead log", fault);
        }
    }

    private void turn() throws IOException {
        boolean sync = false;
        for (@Nullable Work work = mailbox.poll(); work != null; work = mailbox.poll()) {
            switch (work) {
                case Work.Append(StorageAppend append) -> {
                    parts.failpoints().hit(Failpoint.RAFT_BEFORE_SAVE);
                    storage.write(append, parts.failpoints());
                    sync |= append.mustSync();
                    batch.add(append);
                }
                case Work.Checkpoint(RaftCommand.Checkpoint asked) -> checkpointNow(asked);
                case Work.Stop() -> stopping = true;
            }
            if (batch.size() >= LARGEST_BATCH) {
                break;
            }
        }
        if (sync) {
            storage.sync();
        }
        if (!batch.isEmpty()) {
            parts.failpoints().hit(Failpoint.RAFT_AFTER_SAVE);
            written();
            batch.clear();
        }
    }

    private void checkpointNow(RaftCommand.Checkpoint asked) throws IOException {
        if (storage.writeCheckpoint(asked.applied())) {
            asked.written().run();
        }
    }

    /**
     * Whether the raft thread must hear of it at once: a candidate's vote, a leader's entry that others hold already, an
     * entry that is committed and waits to be applied. Otherwise the next message will do: it is needed to commit anything.
     */
    private boolean isAwaited(StorageAppend append) {
        Published published = parts.published();
        long first =
                append.entries().isEmpty() ? 0 : append.entries().getFirst().index();
        boolean goesOn = first <= published.committedIndex() || first <= published.othersHold();
        return goesOn
                || append.snapshot().isPresent()
                || append.toSelf().stream().anyMatch(WalLoop::isVote);
    }

    private static boolean isVote(Message message) {
        return message instanceof Message.VoteResponse;
    }

    private void written() {
        Failpoints failpoints = parts.failpoints();
        if (!parts.published().isLeader()) {
            failpoints.hit(Failpoint.RAFT_BEFORE_FOLLOWER_SEND);
        }
        List<Message> messages = new ArrayList<>();
        for (StorageAppend append : batch) {
            messages.addAll(append.messagesAfter());
        }
        if (!messages.isEmpty()) {
            parts.transport().send(messages);
        }
        for (StorageAppend append : batch) {
            if (!append.canWait()) {
                reports.appended(append, () -> isAwaited(append));
            }
        }
    }
}
