package dev.etcetera.operator.plan;

import dev.etcetera.operator.member.LiveMember;
import dev.etcetera.operator.member.Membership;
import dev.etcetera.operator.observe.ObservedCluster;
import dev.etcetera.operator.observe.ObservedCluster.Standing;
import dev.etcetera.operator.observe.ObservedMember;
import dev.etcetera.operator.resources.Names;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who is who, by a list that a quorum confirmed.
 *
 * @param voters have a vote and stay, by serial
 * @param joiners are to have a vote: learners, and members that are not on the list yet; there is more than one only if
 *     somebody else made it
 * @param leavers were told to leave, the highest serial first; whoever a recovery gave up only
 *     once that is over, and the only voter, which a recovery may have left, only when there is another one
 * @param strays were members once and are not on the list any more, though nobody told them to leave
 * @param orphans are learners on the list that never started and have our kind of peer URL but no resource: what an
 *     operator asked for just before it died and its successor gave up
 * @param bereft are on the list and have our kind of peer URL, but somebody removed their resource
 * @param strangers are on the list and unknown to us
 */
record Lineup(
        List<ObservedMember> voters,
        List<ObservedMember> joiners,
        List<ObservedMember> leavers,
        List<ObservedMember> strays,
        List<LiveMember> orphans,
        List<LiveMember> bereft,
        List<LiveMember> strangers) {

    static Lineup of(ObservedCluster observed, Membership list) {
        List<ObservedMember> staying =
                observed.members().stream().filter(m -> !m.leaving()).toList();
        Set<String> known =
                observed.members().stream().map(ObservedMember::peerUrl).collect(Collectors.toSet());
        List<LiveMember> unknown = list.members().stream()
                .filter(m -> m.peerUrls().stream().noneMatch(known::contains))
                .toList();
        return new Lineup(
                staying.stream()
                        .filter(m -> observed.standing(m) == Standing.VOTER)
                        .toList(),
                staying.stream().filter(m -> joins(observed, m)).toList(),
                observed.members().reversed().stream()
                        .filter(m -> leaves(observed, list, m))
                        .toList(),
                staying.stream()
                        .filter(m -> observed.standing(m) == Standing.UNLISTED && !joins(observed, m))
                        .toList(),
                unknown.stream().filter(m -> orphan(observed, m)).toList(),
                unknown.stream()
                        .filter(m -> bearsOurName(observed, m) && !orphan(observed, m))
                        .toList(),
                unknown.stream().filter(m -> !bearsOurName(observed, m)).toList());
    }

    /** Whether most were removed by hand: somebody may have saved the cluster from a disaster. */
    boolean rescued() {
        return !strays.isEmpty() && strays.size() >= voters.size();
    }

    /** A member that is not on the list has yet to join if it was made to join and never answered. */
    static boolean joins(ObservedCluster observed, ObservedMember member) {
        return switch (observed.standing(member)) {
            case LEARNER -> true;
            case UNLISTED -> member.joins() && !member.everAnswered();
            case VOTER, UNKNOWN -> false;
        };
    }

    private static boolean leaves(ObservedCluster observed, Membership list, ObservedMember member) {
        Standing standing = observed.standing(member);
        boolean later = member.givenUp() && observed.recovery().isPresent() && standing == Standing.UNLISTED;
        boolean last = list.voters() == 1 && standing == Standing.VOTER;
        return member.leaving() && !later && !last;
    }

    private static boolean orphan(ObservedCluster observed, LiveMember listed) {
        return listed.learner() && !listed.started() && bearsOurName(observed, listed);
    }

    private static boolean bearsOurName(ObservedCluster observed, LiveMember listed) {
        return listed.peerUrls().stream()
                .allMatch(url -> Names.serial(observed.resource(), url).isPresent());
    }
}
