package dev.etcetera.server.corruption;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.mvcc.HashOutcome.Hashed;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who is found corrupt, by what the members answered. Member 1 leads. */
class VerdictTest {
    private static final long LEADER = 1;
    private static final Hashed OWN = new Hashed(77, 5, 10, 12);

    @Test
    void allAgree() {
        assertThat(compaction(same(2), same(3))).isEqualTo(new CompactionVerdict.Agreed(2));
    }

    @Test
    void whoCannotBeComparedProvesNothing() {
        assertThat(compaction(same(2), silent(3))).isEqualTo(new CompactionVerdict.Incomplete(1));
        assertThat(compaction(same(2), peer(3, 99, 4, 12))).isEqualTo(new CompactionVerdict.Incomplete(1));
    }

    @Test
    void theOneThatDiffersFromTheMajorityIsCorrupt() {
        assertThat(compaction(same(2), peer(3, 99, 5, 12)))
                .isEqualTo(new CompactionVerdict.Differs(true, Map.of(99, List.of(3L))));
    }

    @Test
    void theLeaderItselfMayBeTheCorruptOne() {
        assertThat(compaction(peer(2, 99, 5, 12), peer(3, 99, 5, 12)))
                .isEqualTo(new CompactionVerdict.Differs(true, Map.of(77, List.of(LEADER))));
    }

    @Test
    void withoutAMajorityNobodyKnowsWhoIsCorrupt() {
        assertThat(compaction(peer(2, 99, 5, 12), silent(3)))
                .isEqualTo(new CompactionVerdict.Differs(false, Map.of(77, List.of(LEADER), 99, List.of(2L))));
        assertThat(compaction(peer(2, 99, 5, 12)))
                .isEqualTo(new CompactionVerdict.Differs(false, Map.of(77, List.of(LEADER), 99, List.of(2L))));
    }

    @Test
    void thePeriodicCheckAccusesTheFollowerThatDiffers() {
        PeriodicVerdict verdict = PeriodicVerdict.of(LEADER, OWN, OWN, List.of(same(2), peer(3, 99, 5, 12), silent(4)));
        assertThat(verdict.corrupt()).contains(3L);
        assertThat(verdict.peersChecked()).isEqualTo(2);
        assertThat(verdict.findings())
                .containsExactly(new PeriodicVerdict.Finding.HashDiffers(3, new PeerHash.Hashed(99, 5, 12)));
    }

    @Test
    void thePeriodicCheckAccusesAFollowerThatIsAheadOfItsLeader() {
        assertThat(PeriodicVerdict.of(LEADER, OWN, OWN, List.of(peer(2, 77, 5, 13)))
                        .corrupt())
                .contains(2L);
        assertThat(PeriodicVerdict.of(LEADER, OWN, OWN, List.of(peer(2, 77, 6, 12)))
                        .corrupt())
                .contains(2L);
    }

    @Test
    void thePeriodicCheckAccusesTheLeaderWhoseOwnHashChanges() {
        Hashed changed = new Hashed(78, 5, 10, 12);
        assertThat(PeriodicVerdict.of(LEADER, OWN, changed, List.of(same(2))).corrupt())
                .contains(LEADER);
        Hashed later = new Hashed(78, 5, 11, 13);
        assertThat(PeriodicVerdict.of(LEADER, OWN, later, List.of(same(2))).corrupt())
                .isEmpty();
    }

    @Test
    void aMemberThatStartsDiffersOnlyAtTheSameCompaction() {
        assertThat(InitialCheck.differs(OWN, same(2))).isFalse();
        assertThat(InitialCheck.differs(OWN, peer(2, 99, 5, 12))).isTrue();
        assertThat(InitialCheck.differs(OWN, peer(2, 99, 6, 12))).isFalse();
        assertThat(InitialCheck.differs(OWN, silent(2))).isFalse();
    }

    private static CompactionVerdict compaction(PeerHash... peers) {
        return CompactionVerdict.of(LEADER, OWN, List.of(peers));
    }

    private static PeerHash same(long id) {
        return peer(id, OWN.hash(), OWN.compactRevision(), OWN.revision());
    }

    private static PeerHash peer(long id, int hash, long compactRevision, long revision) {
        return new PeerHash(id, List.of(), new PeerHash.Hashed(hash, compactRevision, revision));
    }

    private static PeerHash silent(long id) {
        return new PeerHash(id, List.of(), new PeerHash.None("connection refused"));
    }
}
