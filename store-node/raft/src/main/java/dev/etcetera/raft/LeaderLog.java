package dev.etcetera.raft;

import dev.etcetera.raft.log.RaftLog;
import dev.etcetera.raft.protocol.Entry;
import dev.etcetera.raft.protocol.EntryType;
import dev.etcetera.raft.protocol.Invariant;
import dev.etcetera.raft.protocol.Message;
import dev.etcetera.raft.protocol.Payload;
import dev.etcetera.raft.tracker.Configuration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A leader's way of adding to its log: limits, membership changes one at a time. Owned by the raft thread of a leader. */
final class LeaderLog {
    private final Raft raft;
    private final RaftLog log;
    private final Replicator replicator;
    private final long maxUncommittedBytes;

    /** Payload bytes in the log and not yet applied, as far as they were proposed in this term. */
    private long uncommittedBytes;
    /** No change of membership may be proposed before this index is applied: only one at a time (thesis §4.1). */
    private long pendingConfIndex;
    /** The last index whose durability we have asked to hear of. */
    private long awaitedIndex;

    LeaderLog(Raft raft, Replicator replicator) {
        this.raft = raft;
        this.log = raft.log();
        this.replicator = replicator;
        this.maxUncommittedBytes = raft.config().limits().maxUncommittedSizeBytes();
        this.awaitedIndex = log.lastIndex();
        // There may be a change in what earlier leaders left uncommitted. Waiting for all of it is simpler than
        // looking.
        this.pendingConfIndex = log.lastIndex();
    }

    void begin() {
        ProposeResult result = append(List.of(Entry.proposal(EntryType.NORMAL, Payload.EMPTY)));
        Invariant.check(result == ProposeResult.ACCEPTED, "empty entry was dropped");
    }

    long pendingConfIndex() {
        return pendingConfIndex;
    }

    ProposeResult propose(List<Entry> proposals) {
        // Nothing can come of an empty message, and another node must not be able to stop this one with it.
        return proposals.isEmpty() ? ProposeResult.DROPPED : append(proposals);
    }

    private ProposeResult append(List<Entry> proposals) {
        long bytes = Replicator.payloadBytes(proposals);
        // The first one always fits, and empty entries do: those of a new term and of leaving a joint configuration.
        if (uncommittedBytes > 0 && bytes > 0 && bytes > maxUncommittedBytes - uncommittedBytes) {
            raft.trace()
                    .warn("appending new entries to log would exceed uncommitted entry size limit; dropping proposal");
            return ProposeResult.DROPPED;
        }
        uncommittedBytes += bytes;
        long term = raft.term();
        long index = log.lastIndex();
        List<Entry> entries = new ArrayList<>(proposals.size());
        for (Entry proposal : proposals) {
            index++;
            Entry admitted = proposal.type().isConfChange() ? admitConfChange(proposal, index) : proposal;
            entries.add(new Entry(term, index, admitted.type(), admitted.data()));
        }
        log.append(entries);
        replicator.wantAppends();
        return ProposeResult.ACCEPTED;
    }

    /** A change that must not be made now becomes an empty entry: the proposer finds it applied without effect. */
    private Entry admitConfChange(Entry proposal, long index) {
        Optional<String> refusal = refusal(proposal);
        if (refusal.isPresent() && !raft.features().disableConfChangeValidation()) {
            raft.trace().info("ignoring conf change at config " + raft.configuration() + ": " + refusal.get());
            return Entry.proposal(EntryType.NORMAL, Payload.EMPTY);
        }
        pendingConfIndex = index;
        return proposal;
    }

    private Optional<String> refusal(Entry proposal) {
        Configuration configuration = raft.configuration();
        boolean leaves = ConfChangeBytes.isEmptyChange(proposal);
        if (pendingConfIndex > log.applied()) {
            return Optional.of("possible unapplied conf change at index " + pendingConfIndex + " (applied to "
                    + log.applied() + ")");
        }
        if (configuration.isJoint() && !leaves) {
            return Optional.of("must transition out of joint config first");
        }
        return !configuration.isJoint() && leaves
                ? Optional.of("not in joint state; refusing empty conf change")
                : Optional.empty();
    }

    /** What was appended since the last Ready comes back as our own answer once it is durable. */
    void flush() {
        long last = log.lastIndex();
        if (last > awaitedIndex) {
            awaitedIndex = last;
            raft.outbox()
                    .sendAfterAppend(
                            new Message.AppendResponse(raft.id(), raft.id(), raft.term(), last, Optional.empty()));
        }
    }

    void applied(long payloadBytes) {
        uncommittedBytes = Math.max(0, uncommittedBytes - payloadBytes);
    }

    /** The joint configuration is applied and shall be left by itself. Tried again with each applied entry until it works. */
    void proposeLeavingJoint(Leader leader) {
        Entry leave = Entry.proposal(EntryType.CONF_CHANGE_V2, Payload.EMPTY);
        ProposeResult result = leader.propose(new Message.Propose(raft.id(), raft.id(), 0, List.of(leave)));
        raft.trace()
                .info((result == ProposeResult.ACCEPTED ? "" : "not ")
                        + "initiating automatic transition out of joint configuration " + raft.configuration());
    }
}
