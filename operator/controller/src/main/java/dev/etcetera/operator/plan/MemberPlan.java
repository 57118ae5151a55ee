package dev.etcetera.operator.plan;

import dev.etcetera.operator.api.v1alpha1.EtcdMember;
import dev.etcetera.operator.observe.ClaimView;
import dev.etcetera.operator.observe.ObservedCluster;
import dev.etcetera.operator.observe.ObservedMember;
import dev.etcetera.operator.observe.PodView;
import dev.etcetera.operator.plan.Finding.Reason;
import dev.etcetera.operator.resources.Names;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What one member needs to run: its volume first, then its Pod. Nothing, when it is on its way out. */
record MemberPlan(List<Step> steps, List<Finding> findings) {
    MemberPlan {
        steps = List.copyOf(steps);
        findings = List.copyOf(findings);
    }

    private static final Duration PAUSE = Duration.ofSeconds(10);
    private static final MemberPlan NOTHING = new MemberPlan(List.of(), List.of());

    static MemberPlan of(ObservedMember member, ObservedCluster observed) {
        boolean lost = member.hadVolume() && member.claim().isEmpty();
        if (member.givenUp() || member.setAside()) {
            return NOTHING;
        }
        return switch (observed.standing(member)) {
            case LEARNER ->
                member.leaving() || lost ? NOTHING : ofOne(member, observed).without(Reason.POD_STUCK);
            case UNLISTED ->
                member.leaving() || lost || !Lineup.joins(observed, member)
                        ? NOTHING
                        : volume(member).orElse(NOTHING);
            // A leaver may still be needed for a quorum; or it left, and its volume is gone already.
            case VOTER -> member.leaving() && lost ? NOTHING : ofOne(member, observed);
            // Without a list nobody knows whether a member that never answered is one.
            case UNKNOWN ->
                (member.leaving() && lost) || (member.joins() && !member.everAnswered())
                        ? NOTHING
                        : ofOne(member, observed);
        };
    }

    private static MemberPlan ofOne(ObservedMember member, ObservedCluster observed) {
        return volume(member).orElseGet(() -> pod(member, observed));
    }

    /** What its volume needs; empty when it has one. */
    static Optional<MemberPlan> volume(ObservedMember member) {
        EtcdMember resource = member.resource();
        if (resource.getMetadata().getDeletionTimestamp() != null) {
            return Optional.of(found(
                    Reason.MEMBERS_LOST,
                    "EtcdMember " + member.name()
                            + " is being deleted; a new member takes its place, and its volume is kept"));
        }
        if (member.claim().isEmpty()) {
            return Optional.of(
                    member.hadVolume()
                            ? found(
                                    Reason.VOLUME_LOST,
                                    "PersistentVolumeClaim " + Names.claim(resource) + " of member " + member.name()
                                            + " is gone; no empty one is put in its place, because a member without its data"
                                            + " would break the promises it made: a new member is")
                            : does(new Step.CreateVolume(resource)));
        }
        ClaimView claim = member.claim().get();
        if (!claim.own()) {
            return Optional.of(found(
                    Reason.VOLUME_NOT_OURS,
                    "PersistentVolumeClaim " + claim.name() + " was not made for member " + member.name()
                            + " of this cluster and is not adopted"));
        }
        if (!member.hadVolume()) {
            return Optional.of(does(new Step.NoteVolume(resource)));
        }
        if (claim.lost().isPresent()) {
            return Optional.of(found(
                    Reason.VOLUME_LOST,
                    "PersistentVolumeClaim " + claim.name() + " of member " + member.name() + " has lost its data: "
                            + claim.lost().get()));
        }
        if (claim.terminating()) {
            return Optional.of(found(
                    Reason.VOLUME_LOST,
                    "PersistentVolumeClaim " + claim.name() + " of member " + member.name()
                            + " is being deleted; its Pod is left alone, because the data goes when it ends"));
        }
        return Optional.empty();
    }

    private static MemberPlan pod(ObservedMember member, ObservedCluster observed) {
        Optional<PodView> found = member.pod();
        if (found.isEmpty()) {
            boolean newCluster = !member.joins() && !member.everAnswered() && !observed.everServed();
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
            // A node that refuses a Pod does so at once, and would again.
            Optional<Instant> again = pod.createdAt().map(at -> at.plus(PAUSE)).filter(observed.now()::isBefore);
            if (again.isPresent()) {
                return found(
                        Reason.POD_STUCK, "Pod " + pod.name() + " ended at once and is made again at " + again.get());
            }
            return does(new Step.ReplacePod(Names.namespace(member.resource()), pod.name(), pod.uid()));
        }
        return pod.trouble()
                .map(why -> found(
                        member.resource().getSpec().restore() == null || member.everAnswered()
                                ? Reason.POD_STUCK
                                : Reason.RESTORE_FAILED,
                        "Pod " + pod.name() + " " + why))
                .or(() -> Growing.nudge(member).map(MemberPlan::does))
                .orElse(NOTHING);
    }

    private MemberPlan without(Reason reason) {
        return new MemberPlan(
                steps, findings.stream().filter(f -> f.reason() != reason).toList());
    }

    private static MemberPlan does(Step step) {
        return new MemberPlan(List.of(step), List.of());
    }

    private static MemberPlan found(Reason reason, String message) {
        return new MemberPlan(List.of(), List.of(new Finding(reason, message)));
    }
}
