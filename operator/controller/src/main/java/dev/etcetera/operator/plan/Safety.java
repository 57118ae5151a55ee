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

    /** Why this voter may not be removed now: every other one must be well, for they must do without it. */
    Optional<String> objectionWithout(long memberId) {
        if (!lineup.strangers().isEmpty()) {
            return Optional.of("the cluster lists a member that the operator does not know");
        }
        List<LiveMember> needed = list.members().stream()
                .filter(m -> !m.learner() && m.memberId() != memberId)
                .toList();
        for (LiveMember voter : needed) {
            Optional<ObservedMember> member = memberOf(voter);
            if (member.isEmpty()) {
                return Optional.of("nobody knows the member at " + String.join(",", voter.peerUrls()));
            }
            Optional<String> ailment = ailment(member.get());
            if (ailment.isPresent()) {
                return ailment;
            }
        }
        return leaderId().isEmpty() ? Optional.of("the members do not agree on a leader") : Optional.empty();
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

    private Optional<String> ailment(ObservedMember member) {
        return switch (member.health()) {
            case MemberHealth.Silent silent -> Optional.of("member " + member.name() + " " + silent.why());
            case MemberHealth.Answering a
            when !a.serving() -> Optional.of("member " + member.name() + " knows no leader");
            case MemberHealth.Answering a
            when !ours(a) -> Optional.of("member " + member.name() + " is of another cluster");
            case MemberHealth.Answering _
            when !rooted(member) -> Optional.of("member " + member.name() + " is about to lose its volume");
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
                        .filter(c -> !c.terminating())
                        .isPresent();
    }
}
