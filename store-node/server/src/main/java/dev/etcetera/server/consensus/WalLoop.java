package dev.etcetera.server.consensus;

import dev.etcetera.failpoint.Failpoint;
import dev.etcetera.failpoint.Failpoints;
import dev.etcetera.raft.StorageAppend;
import dev.etcetera.raft.protocol.Message;
import dev.etcetera.raft.protocol.Snapshot;
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

        record Checkpoint(Snapshot snapshot) implements Work {}

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

    void checkpoint(Snapshot snapshot) {
        mailbox.force(new Work.Checkpoint(snapshot));
    }

    /** Writes what is queued, closes the log, ends the thread and waits for it. */
    void stop() throws InterruptedException {
        mailbox.force(new Work.Stop());
        thread.join();
    }

    private void loop() {
        try (storage) {
            while (!stopping) {
                if (mailbox.size() == 0) {
                    mailbox.await(LONGEST_PARK_NANOS);
                }
                turn();
            }
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
                case Work.Checkpoint(Snapshot snapshot) -> storage.writeCheckpoint(snapshot);
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

    /**
     * A leader commits with it, and a candidate is elected. A follower needs to know only if there is something to apply
     * in it already; otherwise the next message will do, which tells of the commit.
     */
    private boolean isAwaited(StorageAppend append) {
        boolean appliesNow = append.entries().isEmpty()
                || append.entries().getFirst().index() <= parts.published().committedIndex();
        return appliesNow || !append.toSelf().isEmpty() || append.snapshot().isPresent();
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
