package dev.etcetera.operator.plan;

import dev.etcetera.operator.observe.ClaimView;
import dev.etcetera.operator.observe.ObservedCluster;
import dev.etcetera.operator.observe.ObservedMember;
import dev.etcetera.operator.observe.PodView;
import dev.etcetera.operator.resources.Annotations;
import java.util.List;
import java.util.Optional;

/**
 * A member that cannot go on as the member it is, so that a new one is to take its place.
 *
 * @param why a clause that begins with a verb
 */
record Casualty(ObservedMember member, Cause cause, String why) {

    /** Why it cannot; the order is the order in which they are replaced. */
    enum Cause {
        CORRUPT,
        DAMAGED,
        VOLUME,
        ASKED
    }

    /** Those of these members that cannot go on, the most urgent first. */
    static List<Casualty> among(List<ObservedMember> members, ObservedCluster observed) {
        return members.stream()
                .flatMap(m -> of(m, observed).stream())
                .sorted((a, b) -> a.cause().compareTo(b.cause()))
                .toList();
    }

    static Optional<Casualty> of(ObservedMember member, ObservedCluster observed) {
        boolean corrupt = observed.listed(member)
                .filter(l -> observed.corrupt().contains(l.memberId()))
                .isPresent();
        if (corrupt) {
            return Optional.of(new Casualty(member, Cause.CORRUPT, "has other data than the others (alarm CORRUPT)"));
        }
        return member.pod()
                .filter(PodView::own)
                .flatMap(PodView::damage)
                .map(words -> new Casualty(member, Cause.DAMAGED, "cannot start on its files: " + words))
                .or(() -> volume(member).map(why -> new Casualty(member, Cause.VOLUME, why)))
                .or(() -> asked(member, observed)
                        ? Optional.of(new Casualty(member, Cause.ASKED, "is to be replaced, as its user asks"))
                        : Optional.empty());
    }

    /** Why its data can never be reached or read again, if that is certain. */
    static Optional<String> lostForGood(ObservedMember member) {
        return member.pod()
                .filter(PodView::own)
                .flatMap(PodView::damage)
                .map(words -> "cannot start on its files: " + words)
                .or(() -> volume(member));
    }

    private static Optional<String> volume(ObservedMember member) {
        if (!member.hadVolume()) {
            return Optional.empty();
        }
        if (member.claim().isEmpty()) {
            return Optional.of("lost its volume claim");
        }
        ClaimView claim = member.claim().get();
        if (!claim.own()) {
            return Optional.empty();
        }
        return claim.terminating()
                ? Optional.of("loses its volume, whose claim is being deleted")
                : claim.lost().map(why -> "lost its volume: " + why);
    }

    /** Whether the user said that it is to be replaced. */
    static boolean asked(ObservedMember member, ObservedCluster observed) {
        return Annotations.value(observed.resource(), Annotations.REPLACE).equals(member.name());
    }
}
