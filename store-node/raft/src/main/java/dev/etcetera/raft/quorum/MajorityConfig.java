package dev.etcetera.raft.quorum;

import java.util.Arrays;

/** A set of voters of which more than half decide. The empty set agrees to everything: half of a joint one may be empty. */
public record MajorityConfig(IdSet voters) {
    public static final MajorityConfig EMPTY = new MajorityConfig(IdSet.EMPTY);

    /** The largest index that a majority has acknowledged. */
    public long committedIndex(AckedIndexer acked) {
        int n = voters.size();
        if (n == 0) {
            return Long.MAX_VALUE;
        }
        long[] indexes = new long[n];
        for (int i = 0; i < n; i++) {
            indexes[i] = acked.ackedIndex(voters.get(i));
        }
        Arrays.sort(indexes);
        return indexes[n - quorum()];
    }

    public VoteResult voteResult(Ballots ballots) {
        int granted = 0;
        int missing = 0;
        for (int i = 0; i < voters.size(); i++) {
            switch (ballots.of(voters.get(i))) {
                case GRANTED -> granted++;
                case MISSING -> missing++;
                case REJECTED -> {}
            }
        }
        if (voters.isEmpty() || granted >= quorum()) {
            return VoteResult.WON;
        }
        return granted + missing >= quorum() ? VoteResult.PENDING : VoteResult.LOST;
    }

    private int quorum() {
        return voters.size() / 2 + 1;
    }

    @Override
    public String toString() {
        return voters.toString();
    }
}
