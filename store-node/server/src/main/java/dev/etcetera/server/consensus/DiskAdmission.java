package dev.etcetera.server.consensus;

import dev.etcetera.raft.protocol.Entry;
import dev.etcetera.raft.protocol.EntryType;
import dev.etcetera.raft.protocol.Message;
import dev.etcetera.server.storage.DiskLevel;
import java.util.List;
import java.util.function.Supplier;

/**
 * What a member lets into Raft while its disk has little room. Any thread.
 *
 * <p>What is not let in is lost like a message on the network, and Raft sends it again: a follower without room acknowledges
 * nothing it has not written, and catches up when it has room.
 */
public record DiskAdmission(Supplier<DiskLevel> level) {
    static final DiskAdmission ALWAYS = new DiskAdmission(() -> DiskLevel.ROOMY);

    /** Whether new writes are taken. */
    boolean takesProposals() {
        return level.get() == DiskLevel.ROOMY;
    }

    boolean admits(Message message) {
        DiskLevel now = level.get();
        if (now == DiskLevel.ROOMY) {
            return true;
        }
        return switch (message) {
            // A member without room neither takes writes for the others nor offers to lead in the place of one with
            // room.
            case Message.Propose _, Message.TimeoutNow _ -> false;
            case Message.Append append -> now != DiskLevel.FULL || isSmall(append.entries());
            case Message.InstallSnapshot _ -> now != DiskLevel.FULL;
            case Message.AppendResponse _,
                    Message.Vote _,
                    Message.VoteResponse _,
                    Message.Heartbeat _,
                    Message.HeartbeatResponse _,
                    Message.ReadIndex _,
                    Message.ReadIndexResponse _,
                    Message.TransferLeader _,
                    Message.ForgetLeader _ -> true;
        };
    }

    /** A new leader's first entry carries nothing, and without it nobody reads; membership must be able to change. */
    private static boolean isSmall(List<Entry> entries) {
        for (Entry entry : entries) {
            if (entry.type() == EntryType.NORMAL && entry.data().size() > 0) {
                return false;
            }
        }
        return true;
    }
}
