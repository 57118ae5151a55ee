package dev.etcetera.operator.plan;

import dev.etcetera.operator.api.v1alpha1.EtcdMember;
import dev.etcetera.operator.observe.ClaimView;
import dev.etcetera.operator.observe.ObservedMember;
import dev.etcetera.operator.observe.PodView;
import dev.etcetera.operator.plan.Finding.Reason;
import dev.etcetera.operator.resources.Names;
import java.util.List;
import java.util.Optional;

/** What one member needs: its volume first, then its Pod. */
record MemberPlan(List<Step> steps, List<Finding> findings) {
    MemberPlan {
        steps = List.copyOf(steps);
        findings = List.copyOf(findings);
    }

    static MemberPlan of(ObservedMember member, boolean clusterEverServed) {
        EtcdMember resource = member.resource();
        if (resource.getMetadata().getDeletionTimestamp() != null) {
            return found(
                    Reason.MEMBERS_LOST,
                    "EtcdMember " + member.name()
                            + " is being deleted; replacing a member is not supported in this release, its volume is"
                            + " kept");
        }
        if (member.claim().isEmpty()) {
            return member.hadVolume()
                    ? found(
                            Reason.VOLUME_LOST,
                            "PersistentVolumeClaim " + Names.claim(resource) + " of member " + member.name()
                                    + " is gone; no empty one is put in its place, because a member without its data"
                                    + " would break the promises it made. Replacing a member is not supported in this"
                                    + " release")
                    : does(new Step.CreateVolume(resource));
        }
        ClaimView claim = member.claim().get();
        if (!claim.own()) {
            return found(
                    Reason.VOLUME_NOT_OURS,
                    "PersistentVolumeClaim " + claim.name() + " was not made for member " + member.name()
                            + " of this cluster and is not adopted");
        }
        if (!member.hadVolume()) {
            return does(new Step.NoteVolume(resource));
        }
        if (claim.terminating()) {
            return found(
                    Reason.VOLUME_LOST,
                    "PersistentVolumeClaim " + claim.name() + " of member " + member.name()
                            + " is being deleted; its Pod is left alone, because the data goes when it ends");
        }
        return pod(member, clusterEverServed);
    }

    private static MemberPlan pod(ObservedMember member, boolean clusterEverServed) {
        Optional<PodView> found = member.pod();
        if (found.isEmpty()) {
            boolean newCluster = !member.everAnswered() && !clusterEverServed;
            return does(new Step.CreatePod(member.resource(), newCluster));
        }
        PodView pod = found.get();
        if (!pod.own() && !pod.terminating()) {
            return found(
                    Reason.NAME_TAKEN,
                    "Pod/" + pod.name() + " exists and is not controlled by EtcdMember " + member.name()
                            + ": it is left alone");
        }
        if (pod.terminal() && !pod.terminating()) {
            return does(new Step.ReplacePod(Names.namespace(member.resource()), pod.name(), pod.uid()));
        }
        return pod.trouble()
                .map(why -> found(Reason.POD_STUCK, "Pod " + pod.name() + " " + why))
                .orElseGet(() -> new MemberPlan(List.of(), List.of()));
    }

    private static MemberPlan does(Step step) {
        return new MemberPlan(List.of(step), List.of());
    }

    private static MemberPlan found(Reason reason, String message) {
        return new MemberPlan(List.of(), List.of(new Finding(reason, message)));
    }
}
