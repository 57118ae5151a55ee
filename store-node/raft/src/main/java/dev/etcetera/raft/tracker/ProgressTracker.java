package dev.etcetera.raft.tracker;

import dev.etcetera.raft.protocol.Invariant;
import dev.etcetera.raft.quorum.Ballots.Ballot;
import dev.etcetera.raft.quorum.IdSet;
import dev.etcetera.raft.quorum.VoteResult;
import java.util.function.Supplier;

/**
 * A leader's view of all members: one {@link Progress} for each of the configuration. Owned by the raft thread of a
 * leader, made anew with each leadership.
 */
public final class ProgressTracker {
    private final Supplier<Inflights> newInflights;

    private Configuration configuration;
    private IdSet members;
    /** The progress of {@code members.get(i)}. */
    private Progress[] progress;

    /** Members start as probes behind the end of the leader's log, not yet heard of. */
    public ProgressTracker(Configuration configuration, long lastIndex, Supplier<Inflights> newInflights) {
        this.newInflights = newInflights;
        this.configuration = configuration;
        this.members = configuration.members();
        this.progress = new Progress[members.size()];
        for (int i = 0; i < progress.length; i++) {
            progress[i] = new Progress(0, lastIndex + 1, false, newInflights.get());
        }
    }

    /**
     * Follows a change of configuration. Who stays keeps its progress. Who is new is probed at the leader's last index
     * and counts as active, or the next check of the quorum could depose the leader before the new member can speak.
     */
    public void install(Configuration next, long lastIndex) {
        IdSet nextMembers = next.members();
        Progress[] nextProgress = new Progress[nextMembers.size()];
        for (int i = 0; i < nextProgress.length; i++) {
            int known = members.indexOf(nextMembers.get(i));
            nextProgress[i] =
                    known >= 0 ? progress[known] : new Progress(0, Math.max(lastIndex, 1), true, newInflights.get());
        }
        configuration = next;
        members = nextMembers;
        progress = nextProgress;
    }

    public IdSet members() {
        return members;
    }

    public boolean has(long id) {
        return members.contains(id);
    }

    public Progress get(long id) {
        int position = members.indexOf(id);
        Invariant.check(position >= 0, "no progress for %x", id, 0);
        return progress[position];
    }

    /** By position in {@link #members}. */
    public Progress at(int position) {
        return progress[position];
    }

    /** The largest index that the voters have acknowledged together. */
    public long committed() {
        return configuration.voters().committedIndex(this::match);
    }

    private long match(long id) {
        int position = members.indexOf(id);
        return position < 0 ? 0 : progress[position].match();
    }

    /** The highest index that another member has acknowledged; {@link Long#MAX_VALUE} if there is none. */
    public long highestMatchBesides(long self) {
        long highest = members.size() > 1 ? 0 : Long.MAX_VALUE;
        for (int i = 0; i < progress.length; i++) {
            if (members.get(i) != self) {
                highest = Math.max(highest, progress[i].match());
            }
        }
        return configuration.isSingleton() ? Long.MAX_VALUE : highest;
    }

    /** Whether a quorum of voters was heard of since the last check. */
    public boolean quorumActive() {
        return configuration.voters().voteResult(id -> get(id).recentActive() ? Ballot.GRANTED : Ballot.REJECTED)
                == VoteResult.WON;
    }
}
