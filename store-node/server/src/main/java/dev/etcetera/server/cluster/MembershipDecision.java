package dev.etcetera.server.cluster;

import dev.etcetera.api.EtcdError;
import java.util.Optional;

/** What a committed membership change means: the same on every member. */
public sealed interface MembershipDecision {
    /** A new member, a learner or a voter. */
    record Added(Member member) implements MembershipDecision {}

    /** A learner has a vote from now on. */
    record Promoted(Member member) implements MembershipDecision {}

    /** A member is gone for good; its id is never used again. */
    record Removed(Member member) implements MembershipDecision {}

    /** A member has other addresses. */
    record Updated(Member member) implements MembershipDecision {}

    /** The change no longer fits the cluster: raft applies an empty one, the proposer gets the error. */
    record Rejected(EtcdError error) implements MembershipDecision {}

    /** The member concerned, if the change is carried out. */
    default Optional<Member> subject() {
        return switch (this) {
            case Added(Member member) -> Optional.of(member);
            case Promoted(Member member) -> Optional.of(member);
            case Removed(Member member) -> Optional.of(member);
            case Updated(Member member) -> Optional.of(member);
            case Rejected _ -> Optional.empty();
        };
    }
}
