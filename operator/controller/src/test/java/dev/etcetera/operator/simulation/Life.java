package dev.etcetera.operator.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.operator.api.v1alpha1.EtcdClusterSpec;
import dev.etcetera.operator.member.LiveMember;
import dev.etcetera.operator.observe.ObservedCluster;
import dev.etcetera.operator.plan.Clusters;
import dev.etcetera.operator.plan.Plan;
import dev.etcetera.operator.resources.Annotations;
import dev.etcetera.operator.resources.Names;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** One cluster's life: it is formed, troubled, left alone again; and then it must come to what its spec wants. */
final class Life {
    private static final int TROUBLED_ROUNDS = 80;
    private static final int CALM_ROUNDS = 600;
    /** What is settled stays settled. */
    private static final int QUIET_ROUNDS = 3;

    private final int seed;
    private final RandomGenerator random;
    private final ModelKubernetes kubernetes;
    private final ModelEtcd etcd;
    private final SimulatedOperator operator;
    private final Faults faults;

    Life(int seed, Function<ObservedCluster, Plan> planner) {
        this(seed, (observed, _) -> planner.apply(observed), true);
    }

    /** One whose planner is told whether it is this cluster's turn. */
    static Life amongOthers(int seed, BiFunction<ObservedCluster, Boolean, Plan> planner) {
        return new Life(seed, planner, false);
    }

    private Life(int seed, BiFunction<ObservedCluster, Boolean, Plan> planner, boolean alone) {
        this.seed = seed;
        random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        kubernetes = new ModelKubernetes(
                Clusters.cluster(spec(Faults.SIZES.get(random.nextInt(Faults.SIZES.size()))), false));
        etcd = new ModelEtcd(random, kubernetes);
        operator = new SimulatedOperator(random, kubernetes, etcd, planner, alone);
        faults = new Faults(random, kubernetes, etcd, operator);
    }

    /** Every fifth cluster begins with what a backup has. */
    private EtcdClusterSpec spec(int replicas) {
        EtcdClusterSpec spec = Clusters.spec(replicas);
        return seed % 5 == 0 ? Clusters.restored(spec) : spec;
    }

    void run() {
        try {
            calm();
            for (int round = 0; round < TROUBLED_ROUNDS; round++) {
                operator.trouble(12, true);
                faults.next();
                kubernetes.settle();
                kubernetes.pass(Duration.ofSeconds(15));
                etcd.tick();
                operator.pass();
                check();
            }
            operator.trouble(0, false);
            faults.end();
            calm();
            if (wanted().replicas() == 0) {
                faults.wake();
                calm();
            }
        } catch (AssertionError e) {
            throw new AssertionError(
                    "seed " + seed + " (-Dseed=" + seed + "): " + e.getMessage() + "\n"
                            + String.join("\n", operator.trace()),
                    e);
        }
    }

    private void check() {
        assertThat(etcd.list().stream().filter(LiveMember::learner).count())
                .as("learners")
                .isLessThanOrEqualTo(1);
        assertThat(operator.joining()).as("members that join").isLessThanOrEqualTo(1);
    }

    /** Without trouble the cluster comes to what is wanted, and then nothing more is done. */
    private void calm() {
        if (wanted().replicas() == 0) {
            rest();
            return;
        }
        Optional<Plan> plan = Optional.empty();
        for (int round = 0; round < CALM_ROUNDS && !settled(plan); round++) {
            plan = round();
        }
        assertThat(settled(plan))
                .as("%s, at last: %s, list %s", wanted(), plan, etcd.list())
                .isTrue();
        long before = effects();
        for (int round = 0; round < QUIET_ROUNDS; round++) {
            plan = round();
        }
        assertThat(effects()).as("nothing more is done").isEqualTo(before);
        List<Integer> counts = new ArrayList<>(List.of(
                kubernetes.now().members().size(),
                kubernetes.now().pods().size(),
                etcd.voters().size(),
                etcd.list().size()));
        assertThat(counts).as("members, Pods, voters, listed").containsOnly(wanted().replicas());
        assertThat(kubernetes.now().members().values().stream()
                        .map(m -> kubernetes.now().claims().get(Names.claim(m))))
                .as("all volumes are as large as the spec wants them")
                .allMatch(c -> c.has() << 30 == wanted().storage().bytes());
        assertThat(kubernetes.now().pods().values())
                .as("all members are as the spec wants them")
                .allMatch(p -> p.member().getSpec().image().endsWith(wanted().version()))
                .allMatch(p -> p.release() == kubernetes.release());
    }

    /** All members stop and lose nothing. */
    private void rest() {
        List<Integer> before = kept();
        boolean restores = new ModelRequests(kubernetes).restore().isPresent();
        for (int round = 0; round < CALM_ROUNDS && !kubernetes.now().pods().isEmpty(); round++) {
            round();
        }
        assertThat(kubernetes.now().pods()).as("all are stopped, at last").isEmpty();
        for (int round = 0; round < QUIET_ROUNDS; round++) {
            round();
        }
        assertThat(restores || kept().equals(before))
                .as("all is kept, unless a restore goes on: %s, %s", before, kept())
                .isTrue();
    }

    private List<Integer> kept() {
        ModelKubernetes.State now = kubernetes.now();
        // Whoever was on its way to be a cluster of one may become that before it is stopped.
        return List.of(
                now.members().size(),
                new ModelRequests(kubernetes).forcing() ? 1 : etcd.list().size());
    }

    /** What was done, without what failed because the look was an old one. */
    private long effects() {
        return operator.trace().stream()
                .filter(line -> !line.endsWith("Exception") && !line.startsWith("old look"))
                .count();
    }

    private Optional<Plan> round() {
        faults.user();
        kubernetes.settle();
        kubernetes.pass(Duration.ofSeconds(60));
        etcd.tick();
        Optional<Plan> plan = operator.pass();
        check();
        return plan;
    }

    private EtcdClusterSpec wanted() {
        return kubernetes.now().cluster().getSpec();
    }

    private boolean settled(Optional<Plan> plan) {
        int wanted = wanted().replicas();
        return plan.filter(p -> p.progress().isEmpty()
                                && p.troubles().isEmpty()
                                && p.steps().size() == 1)
                        .isPresent()
                && etcd.voters().size() == wanted
                && etcd.aliveVotersWithout(0) == wanted
                && kubernetes.now().cluster().getStatus() != null
                && !new ModelRequests(kubernetes).open()
                && kubernetes.now().members().size() == wanted
                && Annotations.value(kubernetes.now().cluster(), Annotations.PAUSED)
                        .isEmpty();
    }
}
