package dev.etcetera.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.raft.protocol.ConfChange;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A cluster of one out of what is left: after the changes this member is alone and votes, and before each there is a voter. */
final class ForceNewClusterTest {
    private static final long SELF = 2;
    private static final List<String> URLS = List.of("http://127.0.0.1:9");

    @Test
    void everybodyElseIsRemovedAlsoLearners() {
        Membership after = forced(member(1, false), member(SELF, false), member(3, false), member(4, true));
        assertThat(after.members().values()).containsExactly(member(SELF, false));
        assertThat(after.removedIds()).containsExactlyInAnyOrder(1L, 3L, 4L);
    }

    @Test
    void aLearnerGetsItsVoteFirst() {
        Membership after = forced(member(1, false), member(SELF, true));
        assertThat(after.members().values()).containsExactly(member(SELF, false));
    }

    @Test
    void aMemberThatDoesNotKnowItselfYetIsAdded() {
        Membership after = forced(member(1, false), member(3, false));
        assertThat(after.members().values()).containsExactly(new Member(SELF, "", URLS, List.of(), false));
    }

    @Test
    void aMemberAloneStaysAsItIs() {
        assertThat(ForceNewCluster.changes(membership(member(SELF, false)), SELF, URLS))
                .isEmpty();
    }

    private static Membership forced(Member... members) {
        Membership membership = membership(members);
        for (ConfChange change : ForceNewCluster.changes(membership, SELF, URLS)) {
            MembershipDecision decision = membership.decide(change, 1);
            assertThat(decision).isNotInstanceOf(MembershipDecision.Rejected.class);
            membership = membership.after(decision);
            assertThat(membership.confState().voters()).isNotEmpty();
        }
        return membership;
    }

    private static Membership membership(Member... members) {
        TreeMap<Long, Member> byId = new TreeMap<>();
        for (Member member : members) {
            byId.put(member.id(), member);
        }
        return new Membership(7, byId, Set.of(), Optional.empty());
    }

    private static Member member(long id, boolean learner) {
        return new Member(id, "m" + id, List.of("http://127.0.0.1:" + id), List.of(), learner);
    }
}
