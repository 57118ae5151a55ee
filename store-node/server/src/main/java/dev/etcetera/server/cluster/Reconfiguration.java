package dev.etcetera.server.cluster;

import dev.etcetera.api.EtcdError;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * What {@code --strict-reconfig-check} refuses: changes after which the members known to work might be no quorum. Looks at
 * one membership and at this member's connections.
 *
 * @param activeSince since when another member has been connected without interruption, empty while it is not
 */
public record Reconfiguration(Membership membership, long selfId, LongFunction<Optional<Instant>> activeSince) {
    /** Why a change is refused: for the client, and for the log. */
    public record Refusal(EtcdError error, String reason) {}

    /** {@code healthySince} is the time since which connections must have lasted to count. */
    public Optional<Refusal> ofAdding(boolean learner, Instant healthySince) {
        if (!learner && !enoughStartedToAdd()) {
            return notEnough("rejecting member add request; not enough healthy members");
        }
        List<Member> voters = voters();
        if (voters.size() > 1 && connected(voters, healthySince) < quorum(voters.size() + 1)) {
            return unhealthy("rejecting member add request; local member has not been connected to majority peers,"
                    + " reconfigure breaks active quorum");
        }
        return Optional.empty();
    }

    /** A member that is not connected may always go, as it is not part of the quorum that works. */
    public Optional<Refusal> ofRemoving(long id, Instant healthySince) {
        if (membership.member(id).map(Member::learner).orElse(false)) {
            return Optional.empty();
        }
        List<Member> rest =
                voters().stream().filter(member -> member.id() != id).toList();
        if (started(rest) < quorum(rest.size())) {
            return notEnough("rejecting member remove request; not enough healthy members");
        }
        if (id != selfId && activeSince.apply(id).isEmpty()) {
            return Optional.empty();
        }
        List<Member> voters = voters();
        if (connected(voters, healthySince) - 1 < quorum(voters.size() - 1)) {
            return unhealthy("rejecting member remove request; local member has not been connected to all peers,"
                    + " reconfigure breaks active quorum");
        }
        return Optional.empty();
    }

    /** The learner counts as one that has started: it could not be in sync otherwise. */
    public Optional<Refusal> ofPromoting() {
        List<Member> voters = voters();
        return started(voters) + 1 < quorum(voters.size() + 1)
                ? notEnough("rejecting member promote request; not enough healthy members")
                : Optional.empty();
    }

    /** A member alone may be joined by a second: how else would a cluster be built up again after a loss. */
    private boolean enoughStartedToAdd() {
        List<Member> voters = voters();
        int started = started(voters);
        return (started == 1 && voters.size() == 1) || started >= quorum(voters.size() + 1);
    }

    private List<Member> voters() {
        return membership.members().values().stream()
                .filter(member -> !member.learner())
                .toList();
    }

    private int connected(List<Member> members, Instant since) {
        return (int) members.stream()
                .filter(member -> member.id() == selfId
                        || activeSince
                                .apply(member.id())
                                .map(active -> active.isBefore(since))
                                .orElse(false))
                .count();
    }

    private static int started(List<Member> members) {
        return (int) members.stream().filter(Member::started).count();
    }

    private static int quorum(int members) {
        return members / 2 + 1;
    }

    private static Optional<Refusal> notEnough(String reason) {
        return Optional.of(new Refusal(EtcdError.MEMBER_NOT_ENOUGH_STARTED, reason));
    }

    private static Optional<Refusal> unhealthy(String reason) {
        return Optional.of(new Refusal(EtcdError.UNHEALTHY, reason));
    }
}
