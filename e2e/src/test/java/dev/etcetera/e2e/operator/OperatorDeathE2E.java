package dev.etcetera.e2e.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.e2e.framework.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The operator dies as by kill -9 right before and right after each of its effects (every write to Kubernetes but Events, every
 * request that changes members), and whoever comes after it ends the job as if nothing had been. Clients write all the time.
 *
 * <p>In one run every life does one effect and no more, so that all moments of the job are met: the state of the world between
 * two effects is what the next life begins with, whatever the lives before it were. Right after the write of a status, of which
 * there are three times as many as of anything else, is right before the next effect.
 */
@Tag("long")
class OperatorDeathE2E {
    private static final Duration DEADLINE = Duration.ofMinutes(15);
    private static final Duration LONGEST_GAP = Duration.ofSeconds(10);
    private static final String STORAGE = "size: 1Gi, retentionPolicy: Delete";
    private static final String CHANGED = "options: {snapshotCount: 20000}";

    private final List<String> namespaces = new ArrayList<>();
    private HostOperator operator;

    /** What there is to do. */
    enum Job {
        SCALE(1),
        REPLACE(3),
        ROLL(3);

        private final int members;

        Job(int members) {
            this.members = members;
        }
    }

    @BeforeEach
    void takeOver() {
        operator = new HostOperator();
    }

    @AfterEach
    void handBack() {
        operator.close();
        namespaces.forEach(Kubernetes::dropNamespace);
    }

    /** Among them scenarios 2 and 3 of the operators' reference: after MemberAdd and before the Pod, after it and before the vote. */
    @Test
    void diesAroundEachChangeOfTheMembership() {
        List<String> ends = List.of(
                "after 1 MEMBER MemberAdd",
                "after 1 PATCH /api/v1/namespaces",
                "before 1 MEMBER MemberPromote",
                "after 1 MEMBER MemberPromote",
                "before 1 MEMBER MemberRemove",
                "after 1 MEMBER MemberRemove");
        DeathRun run = run(Job.SCALE, life -> life < ends.size() ? ends.get(life) : "");
        run.print("a handful of moments");
        assertThat(run.deaths()).hasSize(ends.size());
        assertThat(run.end().parts())
                .containsEntry("EtcdMembers", "[hard-1]")
                .containsEntry("members of etcd", "[hard-1 started]")
                .containsEntry("claims", "[data-hard-1]");
    }

    @Tag("long")
    @ParameterizedTest
    @EnumSource
    void diesAtEveryEffectAndTheEndIsTheSame(Job job) {
        DeathRun.everywhere(job.toString(), (_, ends) -> run(job, ends), UnaryOperator.identity());
    }

    private DeathRun run(Job job, IntFunction<String> ends) {
        TestCluster cluster = new TestCluster(Kubernetes.newNamespace(), "hard");
        namespaces.add(cluster.namespace());
        operator.start();
        cluster.mustApply(cluster.manifest(job.members, STORAGE, TestCluster.PLAIN));
        cluster.awaitSettled();
        try (WriteLoad load = WriteLoad.onService(cluster).running();
                MembershipLog log = new MembershipLog(cluster, load)) {
            load.cut();
            int begin = operator.lines().size();
            Deaths deaths = new Deaths(operator, ends);
            doIt(job, cluster, deaths);
            List<String> lines = operator.lines();
            operator.kill();
            WriteLoad.Span span = load.cut();
            assertThat(log.mostLearners()).isLessThanOrEqualTo(1);
            load.stop();
            assertThat(load.failures()).isEmpty();
            log.changes()
                    .forEach(change -> assertThat(change.writes().longestGap())
                            .as("gap until: %s", change)
                            .isLessThan(LONGEST_GAP));
            assertThat(span.longestGap()).isLessThan(LONGEST_GAP);
            load.assertNothingIsLost(cluster);
            return new DeathRun(EndState.of(cluster), Deaths.effects(lines.subList(begin, lines.size())), deaths.met());
        } finally {
            // The next run's trace shall be about its own cluster alone.
            operator.kill();
            operator.start();
            cluster.delete();
            operator.kill();
        }
    }

    private static void doIt(Job job, TestCluster cluster, Deaths deaths) {
        switch (job) {
            case SCALE -> {
                for (int size : List.of(3, 1)) {
                    cluster.mustApply(cluster.manifest(size, STORAGE, TestCluster.PLAIN));
                    await(job + " to " + size, cluster, deaths, () -> whole(cluster, size));
                }
            }
            case REPLACE -> {
                String victim = victim(cluster);
                Kubernetes.must(
                        "-n",
                        cluster.namespace(),
                        "delete",
                        "pvc",
                        "--wait=false",
                        cluster.claims().stream()
                                .map(c -> c.getMetadata().getName())
                                .filter(c -> c.startsWith("data-" + victim + "-"))
                                .findFirst()
                                .orElseThrow());
                Kubernetes.must("-n", cluster.namespace(), "delete", "pod", victim, "--wait=false");
                await(
                        job + " " + victim,
                        cluster,
                        deaths,
                        () -> whole(cluster, 3)
                                && cluster.members().stream()
                                        .noneMatch(
                                                m -> m.getMetadata().getName().equals(victim)));
            }
            case ROLL -> {
                cluster.mustApply(cluster.manifest(3, STORAGE, TestCluster.PLAIN, CHANGED));
                await(
                        job.toString(),
                        cluster,
                        deaths,
                        () -> whole(cluster, 3)
                                && cluster.pods().stream()
                                        .allMatch(p -> p.getSpec()
                                                .getContainers()
                                                .getFirst()
                                                .getArgs()
                                                .contains("--snapshot-count=20000")));
            }
        }
    }

    // The lowest that follows: the names that are left must not depend on chance.
    private static String victim(TestCluster cluster) {
        String first = "hard-1";
        String leader = cluster.status().leader();
        if (first.equals(leader)) {
            String other = Objects.requireNonNull(cluster.memberIds().get("hard-2"));
            Await.until(
                    "hard-2 leads",
                    DEADLINE,
                    () -> cluster.etcdctl().run("move-leader", other).exit() == 0);
        }
        return first;
    }

    private static void await(String what, TestCluster cluster, Deaths deaths, BooleanSupplier done) {
        deaths.await(
                what + "; now " + cluster.condition("Progressing"),
                DEADLINE,
                () -> done.getAsBoolean() && cluster.isSettled());
    }

    private static boolean whole(TestCluster cluster, int size) {
        return cluster.members().size() == size
                && cluster.pods().size() == size
                && cluster.claims().size() == size
                && cluster.pods().stream().allMatch(p -> p.getMetadata().getDeletionTimestamp() == null);
    }
}
