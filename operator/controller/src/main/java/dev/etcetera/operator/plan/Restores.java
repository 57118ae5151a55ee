package dev.etcetera.operator.plan;

import dev.etcetera.operator.api.v1alpha1.EtcdClusterStatus.RestoreStage;
import dev.etcetera.operator.observe.ObservedCluster;
import dev.etcetera.operator.resources.Images;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What restores in place ask for: in the place of everything else, or beside it. */
final class Restores {
    private final ObservedCluster observed;
    private final Optional<Restoring> restoring;
    private final Optional<Move> filling;

    Restores(ObservedCluster observed, Images images) {
        this.observed = observed;
        restoring = observed.restore().map(mark -> new Restoring(observed, mark));
        filling = observed.restore(RestoreStage.FILLING).map(mark -> new Filling(observed, mark, images).plan());
    }

    /** What is done in the place of everything else; empty when the cluster goes its way. */
    Optional<Move> instead() {
        return restoring.flatMap(Restoring::plan);
    }

    /** What is done beside these steps: a volume is filled, and what is asked for is decided. */
    List<Step> beside(List<Step> steps) {
        List<Step> more = new ArrayList<>(filling.map(Move::steps).orElse(List.of()));
        // A serial that somebody else gets in this very pass is not promised to the seed; and one at a time begins.
        if (steps.stream().noneMatch(s -> s instanceof Step.CreateJoiner || s instanceof Step.BeginRecovery)) {
            more.addAll(new RestoreAdmission(observed).steps());
        }
        return more;
    }

    /** How it goes, for when nothing else is to be said. */
    Optional<Progress> progress() {
        return filling.flatMap(Move::progress).or(() -> restoring.map(Restoring::progress));
    }
}
