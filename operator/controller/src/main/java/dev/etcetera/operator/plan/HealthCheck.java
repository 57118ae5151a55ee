package dev.etcetera.operator.plan;

import dev.etcetera.operator.member.LiveMember;
import dev.etcetera.operator.member.MemberHealth;
import dev.etcetera.operator.member.Membership;
import dev.etcetera.operator.observe.ObservedCluster;
import dev.etcetera.operator.observe.ObservedMember;
import dev.etcetera.operator.observe.PodView;
import dev.etcetera.operator.plan.Finding.Reason;
import dev.etcetera.operator.resources.Annotations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the members' own answers say about the cluster. */
record HealthCheck(ObservedCluster observed) {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        for (ObservedMember member : observed.members()) {
            doomed(member, findings);
            hanging(member, findings);
            if (comingOrGoing(member) || observed.hibernating()) {
                continue;
            }
            switch (member.health()) {
                case MemberHealth.Silent silent -> down(member, silent.why(), findings);
                case MemberHealth.Answering answer -> answering(member, answer, findings);
            }
        }
        findings.addAll(new SpaceCheck(observed).findings());
        new Descent(observed).foreign().ifPresent(findings::add);
        clusterIds(findings);
        observed.membership()
                .filter(Membership::confirmed)
                .ifPresent(list -> membership(Lineup.of(observed, list), findings));
        return findings;
    }

    private void doomed(ObservedMember member, List<Finding> findings) {
        Casualty.of(member, observed).ifPresent(c -> {
            String message = "member " + member.name() + " " + c.why();
            switch (c.cause()) {
                case CORRUPT -> findings.add(new Finding(Reason.MEMBER_CORRUPT, message));
                case DAMAGED -> findings.add(new Finding(Reason.DATA_DAMAGED, message));
                // Said by whoever looks after volumes, and not worth a word.
                case VOLUME, ASKED -> {}
            }
        });
    }

    private void hanging(ObservedMember member, List<Finding> findings) {
        member.pod()
                .filter(p -> !member.givenUp() && p.overdue(observed.now(), PATIENCE))
                .ifPresent(p -> findings.add(new Finding(
                        Reason.POD_HANGS,
                        "Pod " + p.name() + " does not end since "
                                + p.deletedAt().orElseThrow() + ": its node "
                                + p.node().orElse("") + " does not confirm it. It is never deleted by force; when the"
                                + " node comes back, so does the member. To have a new member instead, annotate the"
                                + " EtcdCluster with " + Annotations.REPLACE + "=" + member.name())));
    }

    /** Whoever has no vote yet, or none any more, need not answer. */
    private boolean comingOrGoing(ObservedMember member) {
        if (member.givenUp()) {
            return true;
        }
        return switch (observed.standing(member)) {
            case LEARNER, UNLISTED -> true;
            case UNKNOWN -> member.joins() && !member.everAnswered();
            case VOTER -> false;
        };
    }

    /** A member that never came up is not down while the cluster forms: it is on its way. */
    private void down(ObservedMember member, String why, List<Finding> findings) {
        boolean wasUp = (member.everAnswered() || observed.everServed()) && !waking(member);
        if (wasUp && member.pod().flatMap(PodView::trouble).isEmpty()) {
            findings.add(new Finding(Reason.MEMBER_DOWN, "member " + member.name() + " " + why));
        }
    }

    /** Whether it comes back with all others. */
    private boolean waking(ObservedMember member) {
        return observed.waking()
                && member.pod()
                        .flatMap(PodView::createdAt)
                        .map(at -> at.plus(PATIENCE).isAfter(observed.now()))
                        .orElse(true);
    }

    private void answering(ObservedMember member, MemberHealth.Answering answer, List<Finding> findings) {
        if (answer.leaderId() == 0) {
            if (observed.everServed() && !waking(member)) {
                findings.add(new Finding(Reason.MEMBER_DOWN, "member " + member.name() + " knows no leader"));
            }
        } else if (!answer.ownErrors().isEmpty()) {
            findings.add(new Finding(
                    Reason.MEMBER_REPORTS_ERROR,
                    "member " + member.name() + " reports: " + String.join("; ", answer.ownErrors())));
        }
    }

    private void clusterIds(List<Finding> findings) {
        Map<String, String> idByMember = new TreeMap<>();
        for (ObservedMember member : observed.members()) {
            if (member.health() instanceof MemberHealth.Answering answer) {
                idByMember.put(member.name(), Long.toHexString(answer.clusterId()));
            }
        }
        if (idByMember.values().stream().distinct().count() > 1) {
            findings.add(
                    new Finding(Reason.CLUSTER_ID_MISMATCH, "members belong to different clusters: " + idByMember));
        }
    }

    /** Only a confirmed list is held against the EtcdMembers. */
    private void membership(Lineup lineup, List<Finding> findings) {
        for (LiveMember bereft : lineup.bereft()) {
            findings.add(new Finding(
                    Reason.MEMBERS_LOST,
                    "the EtcdMember of the member at " + urls(bereft)
                            + " is gone; a new member takes its place, and its volume is kept"));
        }
        for (LiveMember stranger : lineup.strangers()) {
            findings.add(new Finding(
                    Reason.MEMBERSHIP_CHANGED,
                    "the cluster lists a member at " + urls(stranger) + " that was added past the operator"));
        }
        for (ObservedMember stray : lineup.strays()) {
            findings.add(new Finding(
                    Reason.MEMBERSHIP_CHANGED,
                    "member " + stray.name() + " was removed from the cluster past the operator"
                            + (lineup.voters().size() > lineup.strays().size()
                                    ? ""
                                    : ", and so were most others: what it has is kept until spec.replicas is set to no"
                                            + " more members than the cluster lists, or the EtcdCluster is annotated with "
                                            + Annotations.REPLACE + "=" + stray.name())));
        }
    }

    private static String urls(LiveMember member) {
        return String.join(",", member.peerUrls());
    }
}
