package dev.etcetera.operator.plan;

import dev.etcetera.operator.api.v1alpha1.EtcdClusterStatus;
import dev.etcetera.operator.api.v1alpha1.EtcdClusterStatus.Space;
import dev.etcetera.operator.api.v1alpha1.EtcdClusterStatus.Space.Phase;
import dev.etcetera.operator.member.MemberHealth;
import dev.etcetera.operator.observe.ObservedCluster;
import dev.etcetera.operator.observe.ObservedCluster.Standing;
import dev.etcetera.operator.observe.ObservedMember;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How far the cluster is with making room, by what was noted in its status: a size that fell is noted, and one that has not
 * fallen for a while is as small as it gets. That a step was done is noted after it; it may be done twice.
 */
record SpaceCycle(ObservedCluster observed, Optional<Space> noted) {
    /** What did not help is not tried again before. */
    static final Duration PAUSE = Duration.ofMinutes(10);

    private static final Duration COMPACTED = Duration.ofSeconds(5);
    private static final Duration RECLAIMED = Duration.ofSeconds(20);

    /** What is to be done. */
    enum Now {
        /** A new cycle begins. */
        DUE,
        /** What was asked for still makes the data smaller. */
        SETTLING,
        /** The next member is asked. */
        NEXT,
        /** Nothing: it did not help. */
        RESTING
    }

    static SpaceCycle of(ObservedCluster observed) {
        EtcdClusterStatus status = observed.resource().getStatus();
        return new SpaceCycle(observed, Optional.ofNullable(status == null ? null : status.space()));
    }

    /** Whether all members that answer have room. One that comes back without says so itself. */
    boolean roomy() {
        return sized().findAny().isPresent() && sized().allMatch(SpaceCycle::hasRoom);
    }

    Now now() {
        Phase phase = noted.map(Space::phase).orElse(Phase.HELPED);
        return switch (phase) {
            case HELPED -> Now.DUE;
            case DID_NOT_HELP -> rested() ? Now.DUE : Now.RESTING;
            case COMPACTING, RECLAIMING -> {
                if (settling()) {
                    yield Now.SETTLING;
                }
                yield next().isPresent() ? Now.NEXT : Now.RESTING;
            }
        };
    }

    /** The next member that has to give back space: the leader last. */
    Optional<ObservedMember> next() {
        List<String> asked = noted.map(Space::reclaimed).orElse(List.of());
        return sized().filter(m -> !hasRoom(m) && !asked.contains(m.name()))
                .min(Comparator.comparing(SpaceCycle::leads).thenComparingInt(ObservedMember::serial));
    }

    String doing() {
        return asked().map(m -> "member " + m + " gives back space").orElse("its history is forgotten");
    }

    /** What is to be noted after this plan was carried out. */
    @Nullable
    Space after(Plan plan) {
        boolean refused = plan.progress()
                .filter(p -> p.reason() == Progress.Reason.WAITING_FOR_CLUSTER)
                .isPresent();
        for (Step step : refused ? List.<Step>of() : plan.steps()) {
            if (step instanceof Step.CompactStore) {
                return begun();
            }
            if (step instanceof Step.ReclaimSpace reclaim) {
                return asking(reclaim.name());
            }
        }
        return noted.map(this::seen).orElse(null);
    }

    private Space begun() {
        String now = observed.now().toString();
        Space begun = new Space(now, Phase.COMPACTING, null, null, List.of());
        return watched(begun, new SpaceCycle(observed, Optional.of(begun)).mebibytes());
    }

    private Space asking(String name) {
        Space before = noted.orElseThrow();
        Space asking = new Space(
                before.startTime(),
                Phase.RECLAIMING,
                null,
                null,
                Stream.concat(before.reclaimed().stream(), Stream.of(name)).toList());
        return watched(asking, new SpaceCycle(observed, Optional.of(asking)).mebibytes());
    }

    private Space seen(Space before) {
        if (before.phase() == Phase.HELPED || observed.serving() == 0) {
            return before;
        }
        if (observed.noSpace().isEmpty()) {
            return new Space(before.startTime(), Phase.HELPED, null, null, List.of());
        }
        if (before.phase() == Phase.DID_NOT_HELP) {
            return before;
        }
        if (now() == Now.RESTING && !roomy()) {
            return new Space(before.startTime(), Phase.DID_NOT_HELP, null, null, List.of());
        }
        Long smallest = before.watchedMebibytes();
        return smallest == null || mebibytes() < smallest ? watched(before, mebibytes()) : before;
    }

    private Space watched(Space space, long mebibytes) {
        return new Space(
                space.startTime(), space.phase(), mebibytes, observed.now().toString(), space.reclaimed());
    }

    private boolean rested() {
        return !observed.now()
                .isBefore(Instant.parse(noted.orElseThrow().startTime()).plus(PAUSE));
    }

    private boolean settling() {
        Optional<ObservedMember> asked = asked().flatMap(
                        name -> sized().filter(m -> m.name().equals(name)).findFirst());
        if (asked.filter(SpaceCycle::hasRoom).isPresent()) {
            return false;
        }
        Duration patience = asked().isPresent() ? RECLAIMED : COMPACTED;
        String fell = noted.map(Space::fellTime).orElse(null);
        return fell != null && observed.now().isBefore(Instant.parse(fell).plus(patience));
    }

    /** Whoever gives back space just now; nobody while the history is forgotten. */
    private Optional<String> asked() {
        return noted.map(Space::reclaimed).filter(r -> !r.isEmpty()).map(List::getLast);
    }

    /** What is to become smaller: what the history takes on all members, or the files of the one that was asked. */
    private long mebibytes() {
        Optional<String> asked = asked();
        return sized().filter(m -> asked.isEmpty() || asked.get().equals(m.name()))
                        .flatMap(m -> answer(m).stream())
                        .mapToLong(a -> asked.isEmpty()
                                ? a.store().inUseBytes()
                                : a.store().bytes())
                        .sum()
                >> 20;
    }

    private Stream<ObservedMember> sized() {
        return observed.members().stream().filter(m -> m.health().serving()).filter(m -> {
            Standing standing = observed.standing(m);
            return standing == Standing.VOTER || standing == Standing.LEARNER;
        });
    }

    private static boolean hasRoom(ObservedMember member) {
        return answer(member).filter(a -> a.store().roomy()).isPresent();
    }

    private static boolean leads(ObservedMember member) {
        return answer(member).filter(MemberHealth.Answering::leads).isPresent();
    }

    private static Optional<MemberHealth.Answering> answer(ObservedMember member) {
        return member.health() instanceof MemberHealth.Answering a ? Optional.of(a) : Optional.empty();
    }
}
