package dev.etcetera.server.consensus;

import dev.etcetera.raft.StorageAppend;
import dev.etcetera.raft.StorageApply;
import java.util.function.BooleanSupplier;

/**
 * What the WAL thread and the apply thread tell the raft thread, each in order. Where nobody waits for it, the raft thread
 * hears of it when it wakes up next: a wake-up costs more than most of what it has to do.
 */
final class StorageReports {
    private final Mailbox<RaftCommand> mailbox;

    StorageReports(Mailbox<RaftCommand> mailbox) {
        this.mailbox = mailbox;
    }

    /** @param waiting whether somebody waits; asked when the report is in its place, as the answer may change meanwhile */
    void appended(StorageAppend append, BooleanSupplier waiting) {
        mailbox.forceQuietly(new RaftCommand.Appended(append));
        if (waiting.getAsBoolean()) {
            mailbox.wake();
        }
    }

    void applied(StorageApply apply) {
        mailbox.forceQuietly(new RaftCommand.Applied(apply));
        if (apply.awaited()) {
            mailbox.wake();
        }
    }
}
