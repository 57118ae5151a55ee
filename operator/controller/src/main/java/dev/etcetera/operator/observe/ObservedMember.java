package dev.etcetera.operator.observe;

import dev.etcetera.operator.api.v1alpha1.EtcdMember;
import dev.etcetera.operator.api.v1alpha1.EtcdMemberSpec;
import dev.etcetera.operator.api.v1alpha1.EtcdMemberSpec.InitialClusterState;
import dev.etcetera.operator.api.v1alpha1.EtcdMemberSpec.InitialMember;
import dev.etcetera.operator.api.v1alpha1.EtcdMemberStatus;
import dev.etcetera.operator.member.MemberHealth;
import java.util.Optional;

/** A member: its resource, what bears the names of its Pod and its claim, and what it says. */
public record ObservedMember(
        EtcdMember resource, Optional<PodView> pod, Optional<ClaimView> claim, MemberHealth health) {

    /** Name of the member and of its Pod. */
    public String name() {
        return resource.getMetadata().getName();
    }

    /** Where its peers reach it: by this URL it is found in the cluster's own list. */
    public String peerUrl() {
        for (InitialMember member : resource.getSpec().initialCluster()) {
            if (member.name().equals(name())) {
                return member.peerUrl();
            }
        }
        return "";
    }

    /** Its serial number. */
    public int serial() {
        return resource.getSpec().serial();
    }

    /** Whether it joins, or joined, a cluster that ran already. */
    public boolean joins() {
        return resource.getSpec().initialClusterState() == InitialClusterState.EXISTING;
    }

    /** Whether it was decided that it leaves. */
    public boolean leaving() {
        return Boolean.TRUE.equals(resource.getSpec().leaving());
    }

    /** What a recovery makes of it. */
    public Optional<EtcdMemberSpec.Part> part() {
        return Optional.ofNullable(resource.getSpec().recovery()).map(EtcdMemberSpec.MemberRecovery::part);
    }

    /** Whether a recovery went on without it: it never runs again. */
    public boolean givenUp() {
        return part().filter(p -> p == EtcdMemberSpec.Part.GIVEN_UP).isPresent();
    }

    /** Whether a restore in place goes on without it, as long as that is not called off. */
    public boolean setAside() {
        return part().filter(p -> p == EtcdMemberSpec.Part.SET_ASIDE).isPresent();
    }

    /** Whether a claim was once made for it: then no other ever is. */
    public boolean hadVolume() {
        EtcdMemberStatus status = resource.getStatus();
        return status != null && status.volumeClaim() != null;
    }

    /** Whether it ever answered: then it never again starts as a member of a new cluster. */
    public boolean everAnswered() {
        EtcdMemberStatus status = resource.getStatus();
        return status != null && status.memberId() != null;
    }
}
