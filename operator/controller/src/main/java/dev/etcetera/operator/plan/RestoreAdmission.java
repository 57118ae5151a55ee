package dev.etcetera.operator.plan;

import dev.etcetera.operator.api.v1alpha1.EtcdClusterStatus;
import dev.etcetera.operator.api.v1alpha1.EtcdClusterStatus.RestoreStage;
import dev.etcetera.operator.api.v1alpha1.EtcdRestore;
import dev.etcetera.operator.api.v1alpha1.RequestPhase;
import dev.etcetera.operator.observe.ObservedCluster;
import dev.etcetera.operator.observe.ObservedRestore;
import dev.etcetera.operator.resources.Names;
import dev.etcetera.operator.resources.RestoreOrigin;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Decides whether a restore in place that a user asks for may begin. Nothing is touched until its source is known. */
record RestoreAdmission(ObservedCluster observed) {
    /** What does not come within this time is not waited for: the user may ask again. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** What is decided now: about the oldest that is not over; the others wait for it, and are refused once it runs. */
    List<Step> steps() {
        List<ObservedRestore> open = observed.asked().restores().stream()
                .filter(r -> !Request.over(RestoreReports.phase(r.resource())))
                .toList();
        List<Step> steps = new ArrayList<>();
        Optional<EtcdClusterStatus.Restore> mark = observed.restore();
        for (ObservedRestore restore : open) {
            if (mark.isEmpty()) {
                String first = Names.of(open.getFirst().resource());
                steps.addAll(
                        restore.equals(open.getFirst())
                                ? decide(restore)
                                : says(restore, RequestPhase.PENDING, "EtcdRestore " + first + " is first"));
            } else if (!mark.get().uid().equals(Names.uid(restore.resource()))) {
                boolean ends = mark.get().stage() == RestoreStage.REVERTING;
                steps.addAll(says(
                        restore,
                        ends ? RequestPhase.PENDING : RequestPhase.REJECTED,
                        "EtcdRestore " + mark.get().name() + " of this cluster is under way"));
            }
        }
        return steps;
    }

    private List<Step> decide(ObservedRestore restore) {
        Optional<String> refusal = refusal();
        if (refusal.isPresent()) {
            return says(restore, RequestPhase.REJECTED, refusal.get() + ". Nothing was touched");
        }
        Optional<String> hindrance = hindrance(restore);
        if (hindrance.isPresent()) {
            return old(restore.resource())
                    ? says(restore, RequestPhase.REJECTED, hindrance.get() + ". Nothing was touched")
                    : says(restore, RequestPhase.PENDING, hindrance.get());
        }
        EtcdRestore resource = restore.resource();
        String seed = Names.member(observed.resource(), Serials.next(observed));
        EtcdClusterStatus.Restore mark = new EtcdClusterStatus.Restore(
                Names.uid(resource),
                Names.of(resource),
                seed,
                Objects.requireNonNull(observed.resource().getStatus().clusterId()),
                RestoreStage.FILLING);
        return List.of(new Step.BeginRestore(resource, new RestoreReports(observed.now()).begun(resource, seed), mark));
    }

    /** What no waiting changes. */
    private Optional<String> refusal() {
        if (!observed.everServed()) {
            return Optional.of("the cluster never served: a new one is restored by spec.bootstrap.restore");
        }
        return observed.hibernating()
                ? Optional.of("the cluster hibernates (spec.replicas is 0); wake it first")
                : Optional.empty();
    }

    /** What may change by itself in a while. */
    private Optional<String> hindrance(ObservedRestore restore) {
        if (observed.recovery().isPresent()) {
            return Optional.of("EtcdRecovery " + observed.recovery().get().name() + " is under way");
        }
        if (restore.origin() instanceof RestoreOrigin.Unknown(String why)) {
            return Optional.of(why);
        }
        return restore.resource().getSpec().backupFirst()
                        && observed.membership().isEmpty()
                ? Optional.of(
                        "no member answers, so that nothing can be backed up first (spec.backupFirst: false does without)")
                : Optional.empty();
    }

    private List<Step> says(ObservedRestore restore, RequestPhase phase, String message) {
        return new RestoreReports(observed.now()).report(restore.resource(), phase, message);
    }

    private boolean old(EtcdRestore restore) {
        Instant created = Instant.parse(restore.getMetadata().getCreationTimestamp());
        return !created.plus(PATIENCE).isAfter(observed.now());
    }
}
