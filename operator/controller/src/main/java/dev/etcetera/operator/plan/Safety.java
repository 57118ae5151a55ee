package dev.etcetera.operator.plan;

import dev.etcetera.operator.api.v1alpha1.EtcdClusterStatus;
import dev.etcetera.operator.api.v1alpha1.EtcdMemberSpec.Part;
import dev.etcetera.operator.member.LiveMember;
import dev.etcetera.operator.member.MemberHealth;
import dev.etcetera.operator.member.Membership;
import dev.etcetera.operator.observe.ClaimView;
import dev.etcetera.operator.observe.ObservedCluster;
import dev.etcetera.operator.observe.ObservedMember;
import dev.etcetera.operator.observe.PodView;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether the membership may change now.
 *
 * <p>A voter <em>votes</em> when it answers, follows the one leader and is not being stopped: that is what Raft counts, be
 * its data what it may. It is <em>well</em> when it votes, its data is what the others have, and it will keep it. Who
 * votes decides whether a change goes through; who is well decides whether there is still something to go on with:
 *
 * <ul>
 *   <li>One that does not vote may be removed while those that stay vote as a quorum and one of them is well. It added
 *       nothing to the quorum, and a quorum of one voter fewer is no larger.
 *   <li>One that votes and is not well may be removed while those that stay are a quorum of well ones. Are there too few
 *       of these, others join first, until there are as many as are wanted; if there are, it is enough that those that
 *       stay vote as a quorum.
 *   <li>Of two none is removed if more than one is wanted: a third joins first, so that our hand never leaves
 *       one copy alone.
 *   <li>One may join, or get its vote, while all voters vote, and while the leader, whose data it gets, is not corrupt.
 *   <li>Where more voters are corrupt than not, nobody knows who is right, and no more is done about it than before.
 * </ul>
 */
record Safety(ObservedCluster observed, Membership list, Lineup lineup) {

    /** Why nothing of a member may be given up now: every voter must be well. */
    Optional<String> objection() {
        return objectionWithout(0);
    }

    /** Why a member may not be added, or get its vote, now. */
    Optional<String> objectionToJoining() {
        return stranger()
                .or(() -> others(0).flatMap(v -> absence(v).stream()).findFirst())
                .or(this::noLeader)
                .or(() -> observed.members().stream()
                        .filter(this::mayBeForced)
                        .findFirst()
                        .map(m -> "member " + m.name() + " may still be made a cluster of one when it starts"))
                .or(() -> leader().filter(this::corrupt)
                        .map(m -> "member " + m.name() + " leads and has other data than the others"));
    }

    /** Whether what a recovery that failed left behind would forget, at its next start, whoever joined. */
    private boolean mayBeForced(ObservedMember member) {
        boolean asTold = member.pod().map(PodView::asTold).orElse(true);
        return member.part()
                .filter(p -> p == Part.FORCED || (p == Part.ALONE && !asTold && !well(member)))
                .isPresent();
    }

    /** Why this voter may not be removed or stopped now: every other one must be well, for they must do without it. */
    Optional<String> objectionWithout(long memberId) {
        return stranger()
                .or(() -> others(memberId).flatMap(v -> ailment(v).stream()).findFirst())
                .or(this::noLeader);
    }

    /** Why this voter may not be removed now. One that is well goes only while all others are. */
    Optional<String> objectionToRemoving(long memberId) {
        Optional<LiveMember> voter =
                list.members().stream().filter(m -> m.memberId() == memberId).findFirst();
        // Of two both vote, whoever cannot be seen to: else there would be no quorum.
        boolean known = voter.flatMap(this::memberOf).isPresent();
        if (known && others(memberId).count() == 1 && wanted() > 1 && !lineup.rescued()) {
            return Optional.of("one other member would be left alone; another one joins first");
        }
        if (voter.filter(v -> absence(v).isEmpty()).isEmpty()) {
            return quorumWithout(memberId);
        }
        if (ailment(voter.get()).isEmpty()) {
            return objectionWithout(memberId);
        }
        return lasting() >= wanted() && !disputed() ? quorumWithout(memberId) : wellQuorumWithout(memberId);
    }

    private Optional<String> quorumWithout(long memberId) {
        long stay = others(memberId).count();
        long vote = others(memberId).filter(v -> absence(v).isEmpty()).count();
        boolean someWell = others(memberId).anyMatch(v -> ailment(v).isEmpty());
        return stranger()
                .or(() -> enough(vote, stay, "answer"))
                .or(() -> someWell ? Optional.empty() : Optional.of("none of the others is well"))
                .or(this::noLeader);
    }

    private Optional<String> wellQuorumWithout(long memberId) {
        long stay = others(memberId).count();
        long well = others(memberId).filter(v -> ailment(v).isEmpty()).count();
        return stranger().or(() -> enough(well, stay, "are well")).or(this::noLeader);
    }

    private static Optional<String> enough(long are, long stay, String what) {
        if (stay == 0) {
            return Optional.of("it is the only member");
        }
        return are < stay / 2 + 1
                ? Optional.of("only " + are + " of the " + stay + " others " + what + ", which is no quorum")
                : Optional.empty();
    }

    /**
     * Whether what hinders a member that has to go from going may be that there are too few: then one more joins before,
     * which else would come after.
     */
    boolean needsAnother() {
        return lasting() < wanted()
                && !lineup.rescued()
                && !disputed()
                && others(0)
                        .flatMap(v -> memberOf(v).stream())
                        .anyMatch(m -> absence(m).isEmpty()
                                && (m.leaving() || Casualty.of(m, observed).isPresent()));
    }

    /** How many voters stay and keep what they have. */
    int lasting() {
        return (int) lineup.voters().stream().filter(m -> !doomed(m)).count();
    }

    /** Whether those on the list that keep what they have are a quorum: only then is anything of others worthless. */
    boolean intact() {
        long intact = others(0)
                .flatMap(v -> memberOf(v).stream())
                .filter(m -> !doomed(m))
                .count();
        return intact >= list.voters() / 2 + 1;
    }

    private boolean doomed(ObservedMember member) {
        return Casualty.of(member, observed)
                .filter(c -> c.cause() != Casualty.Cause.ASKED)
                .isPresent();
    }

    private boolean disputed() {
        List<ObservedMember> voting =
                others(0).flatMap(v -> memberOf(v).stream()).filter(this::votes).toList();
        long corrupt = voting.stream().filter(this::corrupt).count();
        return corrupt > voting.size() - corrupt;
    }

    private Optional<String> stranger() {
        return lineup.strangers().isEmpty()
                ? Optional.empty()
                : Optional.of("the cluster lists a member that the operator does not know");
    }

    private Optional<String> noLeader() {
        return leaderId().isEmpty() ? Optional.of("the members do not agree on a leader") : Optional.empty();
    }

    private int wanted() {
        return observed.resource().getSpec().replicas();
    }

    private Stream<LiveMember> others(long memberId) {
        return list.members().stream().filter(m -> !m.learner() && m.memberId() != memberId);
    }

    /** Whether this voter answers, follows the leader and will keep its data. */
    boolean well(ObservedMember member) {
        return ailment(member).isEmpty();
    }

    /** Whether this voter counts for Raft now, be its data what it may. */
    boolean votes(ObservedMember member) {
        return absence(member).isEmpty();
    }

    /** Whether the cluster found that it has other data than the others. */
    boolean corrupt(ObservedMember member) {
        return observed.listed(member)
                .filter(l -> observed.corrupt().contains(l.memberId()))
                .isPresent();
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
        return memberOf(voter).map(this::ailment).orElseGet(() -> Optional.of(unknown(voter)));
    }

    private Optional<String> absence(LiveMember voter) {
        return memberOf(voter).map(this::absence).orElseGet(() -> Optional.of(unknown(voter)));
    }

    private static String unknown(LiveMember voter) {
        return "nobody knows the member at " + String.join(",", voter.peerUrls());
    }

    /** What is the matter with a voter, if anything. */
    Optional<String> ailment(ObservedMember member) {
        String name = "member " + member.name();
        return absence(member)
                .or(() -> corrupt(member) ? Optional.of(name + " has other data than the others") : Optional.empty())
                .or(() -> rooted(member) ? Optional.empty() : Optional.of(name + " is about to lose its volume"));
    }

    /** Why it does not vote now, if it does not. */
    private Optional<String> absence(ObservedMember member) {
        String name = "member " + member.name();
        return switch (member.health()) {
            case MemberHealth.Silent silent -> Optional.of(name + " " + silent.why());
            case MemberHealth.Answering a when !a.serving() -> Optional.of(name + " knows no leader");
            case MemberHealth.Answering a when !ours(a) -> Optional.of(name + " is of another cluster");
            case MemberHealth.Answering _
            when member.pod().map(PodView::terminating).orElse(true) -> Optional.of(name + " is being stopped");
            case MemberHealth.Answering _ -> Optional.empty();
        };
    }

    /** Whether it is of the cluster that the status names, which may have been written with leading zeros. */
    private boolean ours(MemberHealth.Answering answer) {
        EtcdClusterStatus status = observed.resource().getStatus();
        return status != null
                && status.clusterId() != null
                && Long.toHexString(answer.clusterId())
                        .equals(status.clusterId().replaceFirst("^0+", ""));
    }

    private static boolean rooted(ObservedMember member) {
        return member.resource().getMetadata().getDeletionTimestamp() == null
                && member.claim()
                        .filter(ClaimView::own)
                        .filter(c -> !c.terminating() && c.lost().isEmpty())
                        .isPresent();
    }
}
