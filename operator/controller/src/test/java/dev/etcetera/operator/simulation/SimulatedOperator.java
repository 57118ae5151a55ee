package dev.etcetera.operator.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.operator.api.v1alpha1.EtcdMemberSpec;
import dev.etcetera.operator.api.v1alpha1.EtcdMemberStatus;
import dev.etcetera.operator.member.LiveMember;
import dev.etcetera.operator.observe.ObservedCluster;
import dev.etcetera.operator.observe.ObservedMember;
import dev.etcetera.operator.plan.Plan;
import dev.etcetera.operator.plan.Step;
import dev.etcetera.operator.simulation.ModelKubernetes.ConflictException;
import dev.etcetera.operator.status.MemberStatusBuilder;
import dev.etcetera.operator.status.StatusBuilder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;

/**
 * The reconciler's loop on the model: looks through a cache that lags, plans, does one effect after the other, and may
 * die between any two of them. What it asked the cluster for just then may be done later. Checks every effect.
 */
final class SimulatedOperator {
    private final RandomGenerator random;
    private final ModelKubernetes kubernetes;
    private final ModelEtcd etcd;
    private final BiFunction<ObservedCluster, Boolean, Plan> planner;
    private final ModelObserver observer;
    private final ModelEffects effects;
    private final Deque<Step.Membership> underWay = new ArrayDeque<>();
    private int epoch;
    private final List<String> trace = new ArrayList<>();
    private final boolean alone;
    private int cacheVersion;
    private int crashOneIn;
    private boolean stuckPods;
    private boolean turn = true;

    /** The operator died. */
    private static final class CrashException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        // One of many thousands: where it came from is never asked.
        @Override
        public Throwable fillInStackTrace() {
            return this;
        }
    }

    SimulatedOperator(
            RandomGenerator random,
            ModelKubernetes kubernetes,
            ModelEtcd etcd,
            BiFunction<ObservedCluster, Boolean, Plan> planner,
            boolean alone) {
        this.planner = planner;
        this.alone = alone;
        this.random = random;
        this.kubernetes = kubernetes;
        this.etcd = etcd;
        observer = new ModelObserver(etcd, kubernetes);
        effects = new ModelEffects(kubernetes, etcd, this::maybeDie, () -> stuckPods && random.nextInt(3) == 0);
    }

    /** How often it dies (0: never), and whether Pods that it makes may be stuck. */
    void trouble(int dyingOneIn, boolean mayBeStuck) {
        crashOneIn = dyingOneIn;
        stuckPods = mayBeStuck;
    }

    /** Whether other clusters leave it the turn for what a new release of the operator asks for. */
    void turn(boolean mine) {
        turn = mine || alone;
        trace.add(mine ? "has its turn" : "has no turn");
    }

    List<String> trace() {
        return trace;
    }

    /** One reconciliation; empty when it did not come to its end. */
    Optional<Plan> pass() {
        try {
            cacheVersion += random.nextInt(kubernetes.version() - cacheVersion + 1);
            ObservedCluster observed = observer.observe(kubernetes.at(cacheVersion));
            Plan plan = planner.apply(observed, turn);
            if (plan.needsFreshLook()) {
                cacheVersion = kubernetes.version();
                observed = observer.observe(kubernetes.now());
                plan = planner.apply(observed, turn);
            }
            boolean mayAct = !observed.paused() || plan.steps().isEmpty();
            assertThat(mayAct).as("paused: %s", plan).isTrue();
            boolean counted = plan.repairs(observed).isPresent();
            if (counted) {
                maybeDie();
                kubernetes.setStatus(observed.resource(), StatusBuilder.cluster(observed, plan));
            }
            plan = execute(plan);
            report(observed, plan, counted);
            return Optional.of(plan);
        } catch (CrashException | ConflictException e) {
            trace.add(e.getClass().getSimpleName());
            return Optional.empty();
        }
    }

    /** A request of an operator that died meanwhile reaches the cluster. */
    void late() {
        if (epoch != etcd.epoch()) {
            underWay.clear();
            epoch = etcd.epoch();
        }
        Step.Membership step = underWay.poll();
        if (step != null) {
            trace.add("late " + step + ": " + etcd.ask(step));
        }
    }

    private Plan execute(Plan plan) {
        for (Step step : plan.steps()) {
            if (step instanceof Step.Membership change) {
                maybeDie(change);
                new MembershipCheck(kubernetes.now(), etcd).check(change);
                Optional<String> refusal = etcd.ask(change);
                trace.add(change + ": " + refusal);
                if (refusal.isPresent()) {
                    return plan.refused(refusal.get());
                }
            } else {
                if (!(step instanceof Step.ApplyClusterObjects)) {
                    new EffectCheck(kubernetes.now(), etcd).checkTurn(step, turn);
                    maybeDie();
                    trace.add(StepTrace.describe(step));
                }
                effects.execute(step);
            }
        }
        return plan;
    }

    private void report(ObservedCluster observed, Plan plan, boolean counted) {
        observed.members().forEach(m -> report(m, MemberStatusBuilder.member(m, observed)));
        observed.aside().forEach(m -> report(m, MemberStatusBuilder.aside(m)));
        maybeDie();
        if (!counted) {
            kubernetes.setStatus(observed.resource(), StatusBuilder.cluster(observed, plan));
        }
    }

    private void report(ObservedMember member, EtcdMemberStatus status) {
        maybeDie();
        try {
            kubernetes.setStatus(member.resource(), status);
        } catch (ConflictException e) {
            trace.add("old look at " + member.name());
        }
    }

    private void maybeDie(Step.Membership step) {
        if (crashOneIn > 0 && random.nextInt(crashOneIn) == 0) {
            if (random.nextBoolean()) {
                underWay.add(step);
            }
            throw new CrashException();
        }
    }

    private void maybeDie() {
        if (crashOneIn > 0 && random.nextInt(crashOneIn) == 0) {
            throw new CrashException();
        }
    }

    /** Members that are on their way in: made to join, not told to leave, without a vote. */
    long joining() {
        return kubernetes.now().members().values().stream()
                .filter(m -> m.getSpec().initialClusterState() == EtcdMemberSpec.InitialClusterState.EXISTING)
                .filter(m -> !Boolean.TRUE.equals(m.getSpec().leaving()) && !RestoreCheck.isAside(m))
                .filter(m -> etcd.at(m.getSpec().initialCluster().getLast().peerUrl())
                        .map(LiveMember::learner)
                        .orElse(true))
                .count();
    }
}
