package dev.etcetera.raft.tracker;

import dev.etcetera.raft.protocol.Invariant;
import dev.etcetera.raft.quorum.Ballots.Ballot;
import dev.etcetera.raft.quorum.IdSet;
import dev.etcetera.raft.quorum.VoteResult;
import java.util.Map;
import java.util.TreeMap;

/** The votes of one campaign. Owned by the raft thread. */
public final class VoteTally {
    /** How the votes stand. */
    public record Count(int granted, int rejected, VoteResult result) {}

    private final Map<Long, Ballot> votes = new TreeMap<>();

    /** A node's first word counts: a repeated message changes nothing. */
    public void record(long voter, boolean granted) {
        votes.putIfAbsent(voter, granted ? Ballot.GRANTED : Ballot.REJECTED);
    }

    /** Counts against the configuration of now, which may have changed since the campaign began. */
    public Count count(Configuration configuration) {
        int granted = 0;
        int rejected = 0;
        IdSet voters = configuration.voters().ids();
        for (int i = 0; i < voters.size(); i++) {
            switch (ballot(voters.get(i))) {
                case GRANTED -> granted++;
                case REJECTED -> rejected++;
                case MISSING -> {}
            }
        }
        VoteResult result = configuration.voters().voteResult(this::ballot);
        Invariant.check(result != VoteResult.WON || granted > 0, "an election is never won without a vote");
        return new Count(granted, rejected, result);
    }

    private Ballot ballot(long voter) {
        return votes.getOrDefault(voter, Ballot.MISSING);
    }
}
