package dev.etcetera.operator.observe;

import dev.etcetera.operator.api.v1alpha1.Condition;
import dev.etcetera.operator.api.v1alpha1.EtcdCluster;
import dev.etcetera.operator.api.v1alpha1.EtcdClusterStatus;
import dev.etcetera.operator.api.v1alpha1.EtcdMember;
import dev.etcetera.operator.api.v1alpha1.EtcdMemberSpec.MemberRecovery;
import dev.etcetera.operator.api.v1alpha1.EtcdMemberSpec.Part;
import dev.etcetera.operator.member.LiveMember;
import dev.etcetera.operator.member.MemberHealth;
import dev.etcetera.operator.member.Membership;
import dev.etcetera.operator.resources.Annotations;
import dev.etcetera.operator.resources.Names;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Everything that is known of a cluster at one moment.
 *
 * @param members by serial
 * @param aside members that a restore in place keeps out of everything: the one that it fills, and later those that it
 *     replaces
 * @param pods all Pods of this life of the cluster, also those of no known member
 * @param claims all volume claims of this life of the cluster
 * @param taken objects of others that bear a name which this cluster needs, as kind/name
 * @param membership the members as the cluster itself lists them; empty when no member answered
 * @param asked the resources that name this cluster
 */
public record ObservedCluster(
        EtcdCluster resource,
        List<ObservedMember> members,
        List<ObservedMember> aside,
        List<PodView> pods,
        List<ClaimView> claims,
        List<String> taken,
        Optional<Membership> membership,
        Instant now,
        Asked asked) {

    public ObservedCluster {
        members = List.copyOf(members);
        pods = List.copyOf(pods);
        claims = List.copyOf(claims);
        taken = List.copyOf(taken);
        aside = List.copyOf(aside);
    }

    /** Why a cluster does not serve that is not meant to. */
    public static final String HIBERNATED = "Hibernated";

    /** Why a cluster does not serve that was not meant to until a moment ago. */
    public static final String WAKING = "Waking";

    /** What the cluster's own list says of a member. */
    public enum Standing {
        VOTER,
        LEARNER,
        /** The list is certain and the member is not on it: it has not joined yet, or was removed. */
        UNLISTED,
        /** Nobody can say now. */
        UNKNOWN
    }

    /** What the cluster's own list says of this member. */
    public Standing standing(ObservedMember member) {
        Optional<LiveMember> listed = listed(member);
        if (listed.isPresent()) {
            return listed.get().learner() ? Standing.LEARNER : Standing.VOTER;
        }
        return membership.map(Membership::confirmed).orElse(false) ? Standing.UNLISTED : Standing.UNKNOWN;
    }

    /** This member's line in the cluster's own list. */
    public Optional<LiveMember> listed(ObservedMember member) {
        return membership.flatMap(m -> m.at(member.peerUrl()));
    }

    /** How many members have a vote; as long as nobody can say, all that were not told to leave. */
    public int voters() {
        return membership.map(Membership::voters).orElseGet(() ->
                (int) members.stream().filter(m -> !m.leaving()).count());
    }

    /** How many voting members serve. */
    public int serving() {
        return (int) members.stream().filter(this::servesAsVoter).count();
    }

    private boolean servesAsVoter(ObservedMember member) {
        return member.health() instanceof MemberHealth.Answering answer
                && answer.serving()
                && !answer.learner()
                && standing(member) != Standing.UNLISTED;
    }

    /** How many voting members must serve so that writes are accepted. */
    public int quorum() {
        return voters() / 2 + 1;
    }

    /** The members whose data the cluster itself found to differ (alarm CORRUPT); 0 when it cannot say whose. */
    public Set<Long> corrupt() {
        return alarmed(MemberHealth.Answering::corrupt);
    }

    /** The members in whose name the cluster refuses writes because its data is at the quota (alarm NOSPACE). */
    public Set<Long> noSpace() {
        return alarmed(MemberHealth.Answering::noSpace);
    }

    private Set<Long> alarmed(Function<MemberHealth.Answering, List<Long>> alarm) {
        Set<Long> alarmed = new TreeSet<>();
        for (ObservedMember member : members) {
            if (member.health() instanceof MemberHealth.Answering answer && answer.serving()) {
                alarmed.addAll(alarm.apply(answer));
            }
        }
        return alarmed;
    }

    /** Whether the user asked that nothing be changed. */
    public boolean paused() {
        return Annotations.value(resource, Annotations.PAUSED).equals("true");
    }

    /** The recovery that is under way. */
    public Optional<EtcdClusterStatus.Recovery> recovery() {
        return Optional.ofNullable(resource.getStatus()).map(EtcdClusterStatus::recovery);
    }

    /** The restore in place that is under way. */
    public Optional<EtcdClusterStatus.Restore> restore() {
        return Optional.ofNullable(resource.getStatus()).map(EtcdClusterStatus::restore);
    }

    /** The restore in place that is under way, if it is as far as this. */
    public Optional<EtcdClusterStatus.Restore> restore(EtcdClusterStatus.RestoreStage stage) {
        return restore().filter(r -> r.stage() == stage);
    }

    /** Whether a restore in place keeps this member out of everything. */
    public static boolean isAside(EtcdCluster cluster, EtcdMember member) {
        EtcdClusterStatus status = cluster.getStatus();
        EtcdClusterStatus.Restore restore = status == null ? null : status.restore();
        if (restore == null) {
            return false;
        }
        MemberRecovery part = member.getSpec().recovery();
        return restore.stage() == EtcdClusterStatus.RestoreStage.GROWING
                ? part != null && (part.uid().equals(restore.uid()) || part.part() == Part.GIVEN_UP)
                : Names.of(member).equals(restore.seed());
    }

    /** Whether all members are to be stopped and to keep what they have. */
    public boolean hibernating() {
        return resource.getSpec().replicas() == 0;
    }

    /** Whether it comes back from hibernation: nobody is missed yet. */
    public boolean waking() {
        return !hibernating() && serving() < quorum() && (said("Available", HIBERNATED) || said("Available", WAKING));
    }

    /** Whether a condition said this after the last look. */
    public boolean said(String condition, String reason) {
        EtcdClusterStatus status = resource.getStatus();
        List<Condition> conditions = status == null ? null : status.conditions();
        return conditions != null
                && conditions.stream()
                        .anyMatch(c -> c.type().equals(condition) && c.reason().equals(reason));
    }

    /** Whether this cluster was once seen to serve: from then on no new one is ever formed in its place. */
    public boolean everServed() {
        EtcdClusterStatus status = resource.getStatus();
        return status != null && status.clusterId() != null;
    }
}
