package dev.etcetera.operator.plan;

import dev.etcetera.operator.api.v1alpha1.EtcdClusterStatus;
import dev.etcetera.operator.api.v1alpha1.EtcdClusterStatus.Repairs;
import dev.etcetera.operator.observe.ObservedCluster;
import dev.etcetera.operator.resources.Annotations;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How many members the operator replaces by itself: the second within an hour only after a while, each further one after
 * twice that, and none after the fifth. Whatever destroys one member after the other is not healed by making more of them.
 */
record RepairBudget(int done, Instant last, String member, Instant now) {
    private static final int MOST = 5;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(10);
    private static final Duration WINDOW = Duration.ofHours(1);

    static RepairBudget of(ObservedCluster observed) {
        EtcdClusterStatus status = observed.resource().getStatus();
        Repairs repairs = status == null ? null : status.repairs();
        return Optional.ofNullable(repairs)
                .map(r -> new RepairBudget(
                        r.count(),
                        Instant.parse(r.lastTime()),
                        r.lastMember() == null ? "" : r.lastMember(),
                        observed.now()))
                .filter(b -> b.last().plus(WINDOW).isAfter(observed.now()))
                .orElseGet(() -> new RepairBudget(0, Instant.EPOCH, "", observed.now()));
    }

    /** What is to be noted before this member is replaced. One that was counted already is not counted again. */
    Repairs with(String replaced) {
        return replaced.equals(member)
                ? new Repairs(done, last.toString(), member)
                : new Repairs(done + 1, now.toString(), replaced);
    }

    boolean allows(String replaced) {
        return done == 0 || replaced.equals(member) || (!spent() && !now.isBefore(next(done)));
    }

    boolean spent() {
        return done >= MOST;
    }

    String why() {
        return spent()
                ? done + " members were replaced within an hour, and no more are for now"
                : "the last member was replaced at " + last + "; this one follows at " + next(done);
    }

    String advice(String member) {
        return done + " members were replaced within an hour and the operator stops, because that does not heal what"
                + " destroys them. Find the cause; then annotate the EtcdCluster with " + Annotations.REPLACE + "="
                + member + ", or wait until " + last.plus(WINDOW);
    }

    private Instant next(int replaced) {
        return last.plus(FIRST_PAUSE.multipliedBy(1L << (replaced - 1)));
    }
}
