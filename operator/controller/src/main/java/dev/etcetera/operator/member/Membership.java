package dev.etcetera.operator.member;

import java.util.List;
import java.util.Optional;

/**
 * The members as the cluster itself lists them.
 *
 * @param confirmed whether a quorum stands behind the list at the moment of asking; otherwise it is what one member
 *     remembers, good enough to show and never to act upon
 */
public record Membership(List<LiveMember> members, boolean confirmed) {
    public Membership {
        members = List.copyOf(members);
    }

    /** The member with this peer URL: by it, and by nothing else, a member is known again. */
    public Optional<LiveMember> at(String peerUrl) {
        for (LiveMember member : members) {
            if (member.peerUrls().contains(peerUrl)) {
                return Optional.of(member);
            }
        }
        return Optional.empty();
    }

    /** How many have a vote. */
    public int voters() {
        return (int) members.stream().filter(m -> !m.learner()).count();
    }
}
