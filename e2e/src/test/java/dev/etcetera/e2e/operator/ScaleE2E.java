package dev.etcetera.e2e.operator;

import static dev.etcetera.e2e.operator.Kubernetes.SYSTEM_NAMESPACE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.e2e.framework.Await;
import dev.etcetera.e2e.scenario.Scenario;
import dev.etcetera.operator.api.v1alpha1.Condition;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** spec.replicas up and down under load. With {@code -DstoreImage=...} on another image that knows etcd's flags. */
class ScaleE2E extends ClusterTest {
    private static final Duration DEADLINE = Duration.ofMinutes(4);
    private static final Duration LONGEST_GAP = Duration.ofSeconds(10);
    private static final String IMAGE = System.getProperty("storeImage", "");

    ScaleE2E() {
        super("wide");
    }

    @BeforeEach
    void open() {
        cluster.mustApply(
                IMAGE.isEmpty()
                        ? cluster.manifest(3, "size: 1Gi")
                        : cluster.manifest(3, "size: 1Gi", "image: " + IMAGE));
        cluster.awaitSettled();
    }

    @AfterEach
    void close() {
        Kubernetes.installOperator();
    }

    @Test
    @Scenario({7, 8})
    void threeToFiveToThreeToOneToThreeUnderLoad() {
        try (WriteLoad load = WriteLoad.onService(cluster).running();
                MembershipLog log = new MembershipLog(cluster, load)) {
            for (int size : List.of(5, 3, 1, 3)) {
                boolean fewer = cluster.members().size() > size;
                if (fewer) {
                    lead(last(), load);
                }
                String led = fewer ? last() : "";
                List<MembershipLog.Change> changes = scale(size, log, load);
                if (fewer) {
                    assertThat(Kubernetes.must("-n", cluster.namespace(), "get", "events"))
                            .contains(led + " handed the leadership over to");
                }
                for (MembershipLog.Change change : changes) {
                    assertThat(change.elections())
                            .as("elections until: %s", change)
                            .isLessThanOrEqualTo(1);
                    assertThat(change.writes().longestGap())
                            .as("gap until: %s", change)
                            .isLessThan(LONGEST_GAP);
                }
            }
            assertThat(log.mostLearners()).isEqualTo(1);
            load.stop();
            load.assertNothingIsLost(cluster);
        }
    }

    @Test
    @Tag("long")
    @Scenario({2, 3})
    void operatorThatIsKilledAgainAndAgainNeitherAddsTwiceNorLosesAnything() {
        Map<String, Set<String>> lives = new TreeMap<>();
        try (WriteLoad load = WriteLoad.onService(cluster).running();
                MembershipLog log = new MembershipLog(cluster, load)) {
            for (int size : List.of(5, 1, 3)) {
                log.begin();
                wanted(size);
                int kills = killAtEachNewMoment(log, lives);
                settled(size);
                note(lives);
                report("to " + size + " members with " + kills + " kills of the operator", log.changes());
                assertThat(kills).isGreaterThan(2);
            }
            assertThat(log.mostLearners()).isEqualTo(1);
            assertThat(lives.values()).as("a serial is never given twice").allMatch(uids -> uids.size() == 1);
            load.stop();
            load.assertNothingIsLost(cluster);
        }
    }

    @Test
    @Scenario(7)
    void changedMindGivesTheLearnerUp() {
        wanted(5);
        Await.until("a member that joins", DEADLINE, () -> cluster.members().size() == 4);
        wanted(3);
        settled(3);
        assertThat(cluster.etcdctl().output("member", "list").lines()).hasSize(3);
    }

    @Test
    @Scenario(4)
    void learnerThatCannotStartIsReportedWithANextStepAndCanBeGivenUp() {
        List<String> nodes = List.of(Kubernetes.must("get", "nodes", "-o", "jsonpath={.items[*].metadata.name}")
                .split(" "));
        nodes.forEach(n -> Kubernetes.must("cordon", n));
        try {
            wanted(5);
            Condition stuck = Await.value(
                    "Degraded=True LearnerStuck",
                    DEADLINE,
                    () -> cluster.condition("Degraded").filter(c -> c.reason().equals("LearnerStuck")));
            assertThat(stuck.message()).contains("learner wide-4", "cannot be scheduled", "set spec.replicas to 3");
            assertThat(cluster.etcdctl().output("put", "still", "serving")).isEqualTo("OK\n");
            assertThat(cluster.members()).hasSize(4);
            wanted(3);
            settled(3);
        } finally {
            nodes.forEach(n -> Kubernetes.must("uncordon", n));
        }
    }

    @Test
    @Scenario(23)
    void clusterThatIsDeletedWhileItGrowsGoesCompletely() {
        wanted(5);
        Await.until("a Pod that joins", DEADLINE, () -> cluster.pods().size() == 4);
        cluster.delete();
        Await.until(
                "no member and no Pod is left",
                DEADLINE,
                () -> cluster.members().isEmpty() && cluster.pods().isEmpty());
        assertThat(cluster.claims()).as("retained").hasSize(4);
    }

    private List<MembershipLog.Change> scale(int size, MembershipLog log, WriteLoad load) {
        int before = cluster.members().size();
        long start = System.nanoTime();
        log.begin();
        wanted(size);
        settled(size);
        List<MembershipLog.Change> changes = log.changes();
        report("%d to %d members".formatted(before, size), changes);
        System.out.printf("%d to %d: %.1f s%n", before, size, (System.nanoTime() - start) / 1e9);
        assertThat(load.failures()).isEmpty();
        return changes;
    }

    private void wanted(int size) {
        Kubernetes.must("-n", cluster.namespace(), "scale", "etcdcluster/" + cluster.name(), "--replicas=" + size);
    }

    private void settled(int size) {
        Await.until(
                size + " members, each with its Pod and its volume; now " + cluster.condition("Progressing"),
                DEADLINE,
                () -> cluster.members().size() == size
                        && cluster.pods().size() == size
                        && living(cluster.claims()) == size);
        cluster.awaitSettled();
        assertThat(cluster.status().replicas()).isEqualTo(size);
    }

    private static long living(List<PersistentVolumeClaim> claims) {
        return claims.stream()
                .filter(c -> c.getMetadata().getDeletionTimestamp() == null)
                .count();
    }

    /** Each time something new is to be seen the operators are killed at once, without grace. */
    private int killAtEachNewMoment(MembershipLog log, Map<String, Set<String>> lives) {
        int kills = 0;
        for (int moment = 0; moment < 6; moment++) {
            String seen = moment(log);
            BooleanSupplier changed = () -> {
                note(lives);
                return !moment(log).equals(seen) || quiet();
            };
            Await.until("something new", DEADLINE, changed);
            if (quiet()) {
                return kills;
            }
            Kubernetes.must("-n", SYSTEM_NAMESPACE, "delete", "pod", "--all", "--force", "--grace-period=0");
            kills++;
        }
        return kills;
    }

    private String moment(MembershipLog log) {
        return cluster.members().size() + "/" + cluster.claims().size() + "/"
                + cluster.pods().size() + "/" + log.changes().size();
    }

    private boolean quiet() {
        return cluster.condition("Progressing")
                .filter(c -> c.reason().equals("Settled")
                        && c.observedGeneration() != null
                        && c.observedGeneration()
                                .equals(cluster.get().getMetadata().getGeneration()))
                .isPresent();
    }

    private void note(Map<String, Set<String>> lives) {
        cluster.members()
                .forEach(m -> lives.computeIfAbsent(m.getMetadata().getName(), _ -> new TreeSet<>())
                        .add(m.getMetadata().getUid()));
    }

    /** The member with the highest serial. */
    private String last() {
        return cluster.members().stream()
                .map(m -> m.getMetadata().getName())
                .sorted((a, b) -> serial(b) - serial(a))
                .findFirst()
                .orElseThrow();
    }

    private static int serial(String member) {
        return Integer.parseInt(member.substring(member.lastIndexOf('-') + 1));
    }

    /** Makes this member the leader, so that it has to hand over before it goes. */
    private void lead(String member, WriteLoad load) {
        String id = Objects.requireNonNull(cluster.memberIds().get(member));
        Await.until(
                member + " leads",
                DEADLINE,
                () -> cluster.etcdctl().run("move-leader", id).exit() == 0);
        // What follows is measured from the term that this began.
        int before = load.acknowledged().size();
        Await.until("writers see it", DEADLINE, () -> load.acknowledged().size() > before + 20);
    }

    private static void report(String what, List<MembershipLog.Change> changes) {
        System.out.println(what);
        changes.forEach(c -> System.out.println("  " + c));
        changes.stream()
                .map(MembershipLog.Change::writes)
                .max(Comparator.comparing(WriteLoad.Span::longestGap))
                .ifPresent(worst -> worst.report(what));
    }
}
