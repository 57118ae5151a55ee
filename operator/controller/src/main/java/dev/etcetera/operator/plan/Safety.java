package dev.etcetera.operator.plan;

import dev.etcetera.operator.api.v1alpha1.EtcdClusterStatus;
import dev.etcetera.operator.member.LiveMember;
import dev.etcetera.operator.member.MemberHealth;
import dev.etcetera.operator.member.Membership;
import dev.etcetera.operator.observe.ClaimView;
import dev.etcetera.operator.observe.ObservedCluster;
import dev.etcetera.operator.observe.ObservedMember;
import dev.etcetera.operator.observe.PodView;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Whether the membership may change now. */
record Safety(ObservedCluster observed, Membership list, Lineup lineup) {

    /** Why a member may not get a vote, or be added, now: every voter must be well. */
    Optional<String> objection() {
        return objectionWithout(0);
    }

    /** Why this voter may not be removed or stopped now: every other one must be well, for they must do without it. */
    Optional<String> objectionWithout(long memberId) {
        if (!lineup.strangers().isEmpty()) {
            return Optional.of("the cluster lists a member that the operator does not know");
        }
        return others(memberId)
                .flatMap(v -> ailment(v).stream())
                .findFirst()
                .or(() ->
                        leaderId().isEmpty() ? Optional.of("the members do not agree on a leader") : Optional.empty());
    }

    /**
     * Why this voter may not be removed now. One that is well goes only while all others are; one that is not goes while
     * those that stay have a quorum without it.
     */
    Optional<String> objectionToRemoving(long memberId) {
        boolean well = list.members().stream()
                .filter(m -> m.memberId() == memberId)
                .anyMatch(m -> ailment(m).isEmpty());
        return well ? objectionWithout(memberId) : quorumWithout(memberId);
    }

    private Optional<String> quorumWithout(long memberId) {
        if (!lineup.strangers().isEmpty()) {
            return Optional.of("the cluster lists a member that the operator does not know");
        }
        long stay = others(memberId).count();
        long well = others(memberId).filter(v -> ailment(v).isEmpty()).count();
        if (stay == 0) {
            return Optional.of("it is the only member");
        }
        if (well < stay / 2 + 1) {
            return Optional.of("only " + well + " of the " + stay + " others are well, which is no quorum");
        }
        return leaderId().isEmpty() ? Optional.of("the members do not agree on a leader") : Optional.empty();
    }

    private Stream<LiveMember> others(long memberId) {
        return list.members().stream().filter(m -> !m.learner() && m.memberId() != memberId);
    }

    /** Whether this voter answers, follows the leader and will keep its data. */
    boolean well(ObservedMember member) {
        return ailment(member).isEmpty();
    }

    /** The leader's id, if all voters that answer name the same one and it has a vote. */
    Optional<Long> leaderId() {
        List<Long> named = observed.members().stream()
                .filter(m -> observed.standing(m) == ObservedCluster.Standing.VOTER)
                .map(ObservedMember::health)
                .flatMap(h -> h instanceof MemberHealth.Answering a ? Stream.of(a.leaderId()) : Stream.empty())
                .filter(id -> id != 0)
                .distinct()
                .toList();
        return named.size() == 1
                        && list.members().stream().anyMatch(m -> m.memberId() == named.getFirst() && !m.learner())
                ? Optional.of(named.getFirst())
                : Optional.empty();
    }

    /** The member that leads. */
    Optional<ObservedMember> leader() {
        return leaderId()
                .flatMap(id ->
                        list.members().stream().filter(m -> m.memberId() == id).findFirst())
                .flatMap(this::memberOf);
    }

    /** Where the leader answers. */
    Optional<String> leaderAddress() {
        return leader().flatMap(ObservedMember::pod).flatMap(PodView::address);
    }

    private Optional<ObservedMember> memberOf(LiveMember listed) {
        return observed.members().stream()
                .filter(m -> listed.peerUrls().contains(m.peerUrl()))
                .findFirst();
    }

    private Optional<String> ailment(LiveMember voter) {
        Optional<ObservedMember> member = memberOf(voter);
        return member.isEmpty()
                ? Optional.of("nobody knows the member at " + String.join(",", voter.peerUrls()))
                : ailment(member.get());
    }

    /** What is the matter with a voter, if anything. */
    Optional<String> ailment(ObservedMember member) {
        String name = "member " + member.name();
        return switch (member.health()) {
            case MemberHealth.Silent silent -> Optional.of(name + " " + silent.why());
            case MemberHealth.Answering a when !a.serving() -> Optional.of(name + " knows no leader");
            case MemberHealth.Answering a when !ours(a) -> Optional.of(name + " is of another cluster");
            case MemberHealth.Answering a
            when observed.corrupt().contains(a.memberId()) -> Optional.of(name + " has other data than the others");
            case MemberHealth.Answering _ when !rooted(member) -> Optional.of(name + " is about to lose its volume");
            case MemberHealth.Answering _
            when member.pod().map(PodView::terminating).orElse(true) -> Optional.of(name + " is being stopped");
            case MemberHealth.Answering _ -> Optional.empty();
        };
    }

    private boolean ours(MemberHealth.Answering answer) {
        EtcdClusterStatus status = observed.resource().getStatus();
        return status != null && HexFormat.of().toHexDigits(answer.clusterId()).equals(status.clusterId());
    }

    private static boolean rooted(ObservedMember member) {
        return member.resource().getMetadata().getDeletionTimestamp() == null
                && member.claim()
                        .filter(ClaimView::own)
                        .filter(c -> !c.terminating() && c.lost().isEmpty())
                        .isPresent();
    }
}
