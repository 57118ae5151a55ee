package dev.etcetera.operator.plan;

import dev.etcetera.operator.api.v1alpha1.EtcdMemberSpec.InitialMember;
import dev.etcetera.operator.member.LiveMember;
import dev.etcetera.operator.member.MemberHealth;
import dev.etcetera.operator.observe.ObservedCluster;
import dev.etcetera.operator.observe.ObservedMember;
import dev.etcetera.operator.observe.PodView;
import dev.etcetera.operator.plan.Finding.Reason;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What the members' own answers say about the cluster. */
record HealthCheck(ObservedCluster observed) {

    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        for (ObservedMember member : observed.members()) {
            switch (member.health()) {
                case MemberHealth.Silent silent -> down(member, silent.why(), findings);
                case MemberHealth.Answering answer -> answering(member, answer, findings);
            }
        }
        clusterIds(findings);
        observed.membership().ifPresent(live -> membership(live, findings));
        return findings;
    }

    /** A member that never came up is not down while the cluster forms: it is on its way. */
    private void down(ObservedMember member, String why, List<Finding> findings) {
        boolean wasUp = member.everAnswered() || observed.everServed();
        if (wasUp && member.pod().flatMap(PodView::trouble).isEmpty()) {
            findings.add(new Finding(Reason.MEMBER_DOWN, "member " + member.name() + " " + why));
        }
    }

    private void answering(ObservedMember member, MemberHealth.Answering answer, List<Finding> findings) {
        if (answer.leaderId() == 0) {
            if (observed.everServed()) {
                findings.add(new Finding(Reason.MEMBER_DOWN, "member " + member.name() + " knows no leader"));
            }
        } else if (!answer.errors().isEmpty()) {
            findings.add(new Finding(
                    Reason.MEMBER_REPORTS_ERROR,
                    "member " + member.name() + " reports: " + String.join("; ", answer.errors())));
        }
    }

    private void clusterIds(List<Finding> findings) {
        Map<String, String> idByMember = new TreeMap<>();
        for (ObservedMember member : observed.members()) {
            if (member.health() instanceof MemberHealth.Answering answer) {
                idByMember.put(member.name(), HexFormat.of().toHexDigits(answer.clusterId()));
            }
        }
        if (idByMember.values().stream().distinct().count() > 1) {
            findings.add(
                    new Finding(Reason.CLUSTER_ID_MISMATCH, "members belong to different clusters: " + idByMember));
        }
    }

    private void membership(List<LiveMember> live, List<Finding> findings) {
        List<String> listed = live.stream()
                .flatMap(m -> m.peerUrls().stream())
                .sorted()
                .distinct()
                .toList();
        List<String> expected = observed.members().stream()
                .flatMap(HealthCheck::peerUrl)
                .sorted()
                .toList();
        if (!listed.equals(expected)) {
            findings.add(new Finding(
                    Reason.MEMBERSHIP_CHANGED,
                    "the cluster lists the peers " + listed + " but the EtcdMembers are " + expected
                            + "; the list was changed past the operator"));
        }
    }

    private static Stream<String> peerUrl(ObservedMember member) {
        return member.resource().getSpec().initialCluster().stream()
                .filter(m -> m.name().equals(member.name()))
                .map(InitialMember::peerUrl);
    }
}
