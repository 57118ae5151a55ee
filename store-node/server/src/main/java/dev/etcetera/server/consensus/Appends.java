package dev.etcetera.server.consensus;

import dev.etcetera.failpoint.Failpoint;
import dev.etcetera.raft.RawNode;
import dev.etcetera.raft.StorageAppend;
import dev.etcetera.server.storage.RaftStorage;

/** The raft thread's side of writing the log: gives appends to the WAL thread and takes back what is durable. */
final class Appends {
    /** One is being written, one waits to be the next. */
    private static final int MOST_UNDER_WAY = 2;

    private final RawNode node;
    private final RaftStorage storage;
    private final RaftLoop.Parts parts;
    private final WalLoop walLoop;
    private final DiskWatch disk;
    private final LogMemory memory;

    Appends(RawNode node, RaftStorage storage, RaftLoop.Parts parts, StorageReports reports, long patienceNanos) {
        this.node = node;
        this.storage = storage;
        this.parts = parts;
        this.walLoop = new WalLoop(storage, parts, reports);
        this.disk = new DiskWatch(patienceNanos);
        this.memory = new LogMemory(node, storage, parts);
    }

    void start() {
        walLoop.start();
    }

    /** Has everything written that was given, and closes the log. */
    void stop() throws InterruptedException {
        walLoop.stop();
    }

    /** What of the log is in memory. */
    LogMemory memory() {
        return memory;
    }

    /** Whether the disk has so little to do that another append should not wait to be joined by more. */
    boolean takesMore() {
        return disk.underWay() < MOST_UNDER_WAY;
    }

    boolean stalled(long nowNanos) {
        return disk.stalled(nowNanos);
    }

    /** Has an append written; never waits for it. */
    void write(StorageAppend append) {
        append.hardState().ifPresent(parts.published()::update);
        if (append.canWait()) {
            walLoop.append(append);
        } else if (disk.idle() && append.addsNothing()) {
            // All that its messages promise is durable already.
            if (append.hardState().isPresent()) {
                walLoop.append(append.withoutPromises());
            }
            if (!parts.published().isLeader()) {
                parts.failpoints().hit(Failpoint.RAFT_BEFORE_FOLLOWER_SEND);
            }
            parts.transport().send(append.messagesAfter());
            node.appended(append);
        } else {
            disk.began(System.nanoTime());
            walLoop.append(append);
        }
    }

    /** An append is durable; the messages that promise it have left already. */
    void durable(StorageAppend append) {
        disk.finished(System.nanoTime());
        storage.show(append, parts.failpoints());
        // Entries behind a snapshot are handed out only after this, so they come after it at the apply thread too.
        append.snapshot().ifPresent(parts.applyLoop()::install);
        node.appended(append);
    }

    void checkpoint(RaftCommand.Checkpoint checkpoint) {
        walLoop.checkpoint(checkpoint);
    }
}
