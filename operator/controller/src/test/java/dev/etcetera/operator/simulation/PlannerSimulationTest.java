package dev.etcetera.operator.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.operator.api.v1alpha1.EtcdMember;
import dev.etcetera.operator.member.LiveMember;
import dev.etcetera.operator.plan.Clusters;
import dev.etcetera.operator.plan.Plan;
import dev.etcetera.operator.resources.Names;
import dev.etcetera.operator.simulation.ModelKubernetes.PodObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/**
 * Thousands of clusters whose size is changed, whose Pods are lost, whose learners do not start and whose operator dies
 * between any two effects, seen through a cache that lags. Each must come to what its spec wants.
 * {@code -Dseeds=100000} for longer, {@code -Dseed=17} for one.
 */
class PlannerSimulationTest {
    private static final int SEEDS = Integer.getInteger("seeds", 2_000);
    private static final int TROUBLED_ROUNDS = 80;
    private static final int CALM_ROUNDS = 600;
    private static final List<Integer> SIZES = List.of(1, 3, 5, 7);

    @Test
    void everyClusterComesToItsSizeAndIsNeverHarmedOnTheWay() {
        Integer only = Integer.getInteger("seed");
        for (int seed = only == null ? 0 : only; seed < (only == null ? SEEDS : only + 1); seed++) {
            new Run(seed).run();
        }
    }

    /** One cluster's life. */
    private static final class Run {
        private final int seed;
        private final RandomGenerator random;
        private final ModelKubernetes kubernetes;
        private final ModelEtcd etcd;
        private final SimulatedOperator operator;

        Run(int seed) {
            this.seed = seed;
            random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
            kubernetes = new ModelKubernetes(Clusters.cluster(Clusters.spec(anySize()), false));
            etcd = new ModelEtcd(random, kubernetes);
            operator = new SimulatedOperator(random, kubernetes, etcd);
        }

        void run() {
            try {
                calm();
                for (int round = 0; round < TROUBLED_ROUNDS; round++) {
                    operator.trouble(12, true);
                    disturb();
                    etcd.tick();
                    operator.pass();
                    check();
                }
                etcd.resumeAll();
                operator.trouble(0, false);
                unstick();
                while (true) {
                    int before = operator.trace().size();
                    operator.late();
                    if (operator.trace().size() == before) {
                        break;
                    }
                }
                calm();
            } catch (AssertionError e) {
                throw new AssertionError(
                        "seed " + seed + " (-Dseed=" + seed + "): " + e.getMessage() + "\n"
                                + String.join("\n", operator.trace()),
                        e);
            }
        }

        private int anySize() {
            return SIZES.get(random.nextInt(SIZES.size()));
        }

        private void disturb() {
            switch (random.nextInt(24)) {
                case 0, 1 -> {
                    int size = anySize();
                    kubernetes.setSpec(Clusters.spec(size));
                    operator.trace().add("wanted " + size);
                }
                case 2 -> losePod();
                case 3 ->
                    etcd.list().stream()
                            .skip(random.nextInt(etcd.list().size()))
                            .findFirst()
                            .ifPresent(m -> etcd.pause(m.memberId()));
                case 4, 5 -> etcd.resumeAll();
                case 6 -> unstick();
                case 7 -> operator.late();
                case 8 -> loseLearnersVolume();
                default -> {}
            }
            kubernetes.settle();
        }

        private void losePod() {
            List<PodObject> pods = List.copyOf(kubernetes.now().pods().values());
            if (!pods.isEmpty()) {
                PodObject lost = pods.get(random.nextInt(pods.size()));
                kubernetes.deletePod(lost.name(), lost.uid());
                operator.trace().add("lost Pod " + lost.name());
            }
        }

        private void loseLearnersVolume() {
            for (EtcdMember member : kubernetes.now().members().values()) {
                boolean learner = etcd.list().stream()
                        .anyMatch(m -> m.learner() && m.name().equals(Names.of(member)));
                if (learner) {
                    kubernetes.deleteClaim(Names.claim(member));
                    operator.trace().add("lost the volume of " + Names.of(member));
                }
            }
        }

        private void unstick() {
            kubernetes.change(s -> s.pods().replaceAll((_, p) -> p.with(p.terminating(), false)));
        }

        private void check() {
            assertThat(etcd.list().stream().filter(LiveMember::learner).count())
                    .as("learners")
                    .isLessThanOrEqualTo(1);
            assertThat(operator.joining()).as("members that join").isLessThanOrEqualTo(1);
        }

        /** Without trouble the cluster comes to what is wanted, and then nothing more is done. */
        private void calm() {
            int wanted = kubernetes.now().cluster().getSpec().replicas();
            Optional<Plan> plan = Optional.empty();
            for (int round = 0; round < CALM_ROUNDS && !settled(wanted, plan); round++) {
                kubernetes.settle();
                etcd.tick();
                plan = operator.pass();
                check();
            }
            assertThat(settled(wanted, plan))
                    .as("%d wanted, at last: %s, list %s", wanted, plan, etcd.list())
                    .isTrue();
            List<Integer> counts = new ArrayList<>(List.of(
                    kubernetes.now().members().size(),
                    kubernetes.now().claims().size(),
                    kubernetes.now().pods().size(),
                    etcd.voters().size(),
                    etcd.list().size()));
            assertThat(counts).as("members, claims, Pods, voters, listed").containsOnly(wanted);
        }

        private boolean settled(int wanted, Optional<Plan> plan) {
            return plan.filter(p -> p.progress().isEmpty()
                                    && p.troubles().isEmpty()
                                    && p.steps().size() == 1)
                            .isPresent()
                    && etcd.voters().size() == wanted
                    && etcd.aliveVotersWithout(0) == wanted
                    && kubernetes.now().cluster().getStatus() != null
                    && kubernetes.now().members().size() == wanted;
        }
    }
}
