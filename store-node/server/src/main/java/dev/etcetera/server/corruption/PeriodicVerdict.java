package dev.etcetera.server.corruption;

import dev.etcetera.mvcc.HashOutcome.Hashed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a leader finds when it compares the others with itself. Pure.
 *
 * @param corrupt the first member something was found about: only one is reported at a time
 * @param findings what was found, in the order in which it was looked for
 * @param peersChecked members that answered with a hash
 */
record PeriodicVerdict(Optional<Long> corrupt, List<Finding> findings, int peersChecked) {
    /** Something that must not be. */
    sealed interface Finding {
        /** The leader's own hash of the same revision has changed. */
        record OwnHashChanged() implements Finding {}

        record RevisionAhead(long followerId, long revision) implements Finding {}

        record CompactionAhead(long followerId, long compactRevision) implements Finding {}

        record HashDiffers(long followerId, PeerHash.Hashed follower) implements Finding {}
    }

    /**
     * Compares.
     *
     * @param before the leader's hash, at whose revision the others were asked
     * @param after the leader's hash once it has caught up with everything they may have seen
     */
    static PeriodicVerdict of(long leaderId, Hashed before, Hashed after, List<PeerHash> peers) {
        List<Finding> findings = new ArrayList<>();
        List<Long> suspects = new ArrayList<>();
        if (before.hash() != after.hash()
                && before.hashRevision() == after.hashRevision()
                && before.compactRevision() == after.compactRevision()) {
            findings.add(new Finding.OwnHashChanged());
            suspects.add(leaderId);
        }
        int checked = 0;
        for (PeerHash peer : peers) {
            if (peer.answer() instanceof PeerHash.Hashed hashed) {
                checked++;
                List<Finding> found = compare(before, after, peer.memberId(), hashed);
                findings.addAll(found);
                found.forEach(finding -> suspects.add(peer.memberId()));
            }
        }
        return new PeriodicVerdict(suspects.stream().findFirst(), List.copyOf(findings), checked);
    }

    private static List<Finding> compare(Hashed before, Hashed after, long id, PeerHash.Hashed follower) {
        List<Finding> found = new ArrayList<>();
        if (follower.revision() > after.revision()) {
            found.add(new Finding.RevisionAhead(id, follower.revision()));
        }
        if (follower.compactRevision() > after.compactRevision()) {
            found.add(new Finding.CompactionAhead(id, follower.compactRevision()));
        }
        if (follower.compactRevision() == before.compactRevision() && follower.hash() != before.hash()) {
            found.add(new Finding.HashDiffers(id, follower));
        }
        return found;
    }
}
