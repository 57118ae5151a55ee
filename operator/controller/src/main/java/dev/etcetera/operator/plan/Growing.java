package dev.etcetera.operator.plan;

import dev.etcetera.operator.api.v1alpha1.StorageSpec;
import dev.etcetera.operator.observe.ClaimView;
import dev.etcetera.operator.observe.ObservedCluster;
import dev.etcetera.operator.observe.ObservedMember;
import dev.etcetera.operator.observe.PodView;
import dev.etcetera.operator.observe.VolumeSize;
import dev.etcetera.operator.plan.Progress.Reason;
import dev.etcetera.operator.resources.Names;
import dev.etcetera.operator.resources.Template;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Volumes become as large as the spec asks, one after the other: a member is told, its claim asks for more, and the next
 * one follows when there is more. Nobody is stopped by it but where the class needs that.
 */
record Growing(ObservedCluster observed, Lineup lineup) {
    /** A file system that can grow under its process does so by then. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    Optional<Move> plan() {
        StorageSpec wanted = observed.resource().getSpec().storage();
        List<ObservedMember> members = lineup.voters();
        Optional<ObservedMember> growing =
                members.stream().filter(m -> size(m).grows()).findFirst();
        if (growing.isPresent()) {
            return Optional.of(Move.waits(
                    Reason.GROWING_VOLUMES,
                    aim(wanted) + "; that of member " + growing.get().name() + " grows"));
        }
        return members.stream()
                .filter(m -> size(m).asksForLessThan(wanted.bytes()) && size(m).growable())
                .findFirst()
                .map(m -> Move.does(
                        told(m, wanted) ? new Step.GrowVolume(m.resource()) : tell(m, wanted),
                        Reason.GROWING_VOLUMES,
                        aim(wanted) + "; that of member " + m.name() + " is next"));
    }

    /** Whether its volume grows no further unless its Pod is started anew, which has not happened since. */
    static boolean needsRestart(ObservedMember member, ObservedCluster observed) {
        return size(member)
                .awaitsPod()
                .filter(since -> since.plus(PATIENCE).isBefore(observed.now()))
                .filter(since -> member.pod()
                        .flatMap(PodView::createdAt)
                        .filter(at -> !at.isAfter(since))
                        .isPresent())
                .isPresent();
    }

    /** The kubelet grows a file system when it looks at the Pod, by itself in more than a minute: told once of each size. */
    static Optional<Step> nudge(ObservedMember member) {
        long bytes = size(member).requestedBytes();
        return member.pod()
                .filter(p -> p.own() && !p.terminating() && p.toldBytes() != bytes)
                .filter(_ -> size(member).awaitsPod().isPresent())
                .map(p -> new Step.NudgePod(Names.namespace(member.resource()), p.name(), bytes));
    }

    static VolumeSize size(ObservedMember member) {
        return member.claim().filter(ClaimView::own).map(ClaimView::size).orElse(VolumeSize.UNKNOWN);
    }

    private static boolean told(ObservedMember member, StorageSpec wanted) {
        return member.resource().getSpec().storage().bytes() >= wanted.bytes();
    }

    private static Step tell(ObservedMember member, StorageSpec wanted) {
        return new Step.ChangeMember(Template.of(member.resource()).applyTo(member.resource(), wanted.size()));
    }

    private String aim(StorageSpec wanted) {
        long done = lineup.voters().stream()
                .filter(m -> size(m).capacityBytes() >= wanted.bytes())
                .count();
        return done + " of " + lineup.voters().size() + " volumes have " + wanted.size();
    }
}
