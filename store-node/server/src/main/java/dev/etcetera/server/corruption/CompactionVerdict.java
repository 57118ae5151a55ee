package dev.etcetera.server.corruption;

import dev.etcetera.mvcc.HashOutcome.Hashed;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the hashes that all members took at the same compaction say. Pure. */
sealed interface CompactionVerdict {
    /** Every member has the same. */
    record Agreed(int peersChecked) implements CompactionVerdict {}

    /** Those that could be compared have the same; an older compaction may tell of all. */
    record Incomplete(int peersChecked) implements CompactionVerdict {}

    /**
     * They differ.
     *
     * @param quorum whether more than half of all members have the same hash
     * @param suspects members by hash: those outside the quorum, or everybody where there is none
     */
    record Differs(boolean quorum, Map<Integer, List<Long>> suspects) implements CompactionVerdict {}

    /** Why a member cannot be compared with the leader; empty when it can. */
    static String skipped(Hashed leader, PeerHash peer) {
        return switch (peer.answer()) {
            case PeerHash.Hashed hashed ->
                hashed.compactRevision() == leader.compactRevision()
                        ? ""
                        : "the peer's CompactRevision %d doesn't match leader's CompactRevision %d"
                                .formatted(hashed.compactRevision(), leader.compactRevision());
            case PeerHash.Behind _, PeerHash.Compacted _, PeerHash.OtherCluster _, PeerHash.None _ -> "no response";
        };
    }

    static CompactionVerdict of(long leaderId, Hashed leader, List<PeerHash> peers) {
        Map<Integer, List<Long>> members = new TreeMap<>(Integer::compareUnsigned);
        members.put(leader.hash(), new ArrayList<>(List.of(leaderId)));
        int checked = 0;
        for (PeerHash peer : peers) {
            if (skipped(leader, peer).isEmpty() && peer.answer() instanceof PeerHash.Hashed hashed) {
                checked++;
                members.computeIfAbsent(hashed.hash(), _ -> new ArrayList<>()).add(peer.memberId());
            }
        }
        if (members.size() == 1) {
            return checked == peers.size() ? new Agreed(checked) : new Incomplete(checked);
        }
        int quorum = (peers.size() + 1) / 2 + 1;
        boolean found = members.values().removeIf(same -> same.size() >= quorum);
        return new Differs(found, members);
    }
}
