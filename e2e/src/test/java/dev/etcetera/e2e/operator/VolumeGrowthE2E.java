package dev.etcetera.e2e.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.e2e.framework.Await;
import dev.etcetera.e2e.framework.Command;
import dev.etcetera.e2e.framework.Project;
import dev.etcetera.e2e.scenario.Scenario;
import dev.etcetera.operator.api.v1alpha1.Condition;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimConditionBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.storage.StorageClassBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Volumes grow one after the other. The volumes here are directories: that one grew is what the test says in the resizer's
 * place; the API server's part, and that a class may forbid it, are real.
 */
@Tag("long")
class VolumeGrowthE2E extends ClusterTest {
    private static final Duration DEADLINE = Duration.ofMinutes(2);
    private static final String GROWS = "etcetera-e2e-grows";
    private static final Quantity SMALL = new Quantity("1Gi");
    private static final Quantity LARGE = new Quantity("2Gi");

    VolumeGrowthE2E() {
        super("grow");
    }

    @BeforeAll
    static void defineClass() {
        Kubernetes.client()
                .resource(new StorageClassBuilder()
                        .withNewMetadata()
                        .withName(GROWS)
                        .endMetadata()
                        .withProvisioner("rancher.io/local-path")
                        .withVolumeBindingMode("WaitForFirstConsumer")
                        .withAllowVolumeExpansion(true)
                        .build())
                .serverSideApply();
    }

    @AfterAll
    static void clear() {
        Kubernetes.client().storage().v1().storageClasses().withName(GROWS).delete();
    }

    @Test
    @Scenario(30)
    void volumesGrowOneByOneAndAPodIsStartedAnewOnlyWhereItMustBe() {
        cluster.mustApply(cluster.manifest(3, storage("1Gi")));
        cluster.awaitSettled();
        cluster.etcdctl().output("put", "grown", "up");
        List<String> uids = uids();
        cluster.mustApply(cluster.manifest(3, storage("2Gi")));

        PersistentVolumeClaim first = next();
        grown(first);
        PersistentVolumeClaim second = next();
        assertThat(uids()).as("nobody was stopped").isEqualTo(uids);
        awaitsPod(second);
        String member = second.getMetadata().getLabels().get("etcetera.dev/member");
        Await.until(
                "a new Pod of " + member,
                DEADLINE,
                () -> cluster.pods().stream()
                        .anyMatch(p -> p.getMetadata().getName().equals(member)
                                && !uids.contains(p.getMetadata().getUid())));
        grown(second);
        grown(next());

        cluster.awaitSettled();
        assertThat(uids()).filteredOn(uids::contains).hasSize(2);
        assertThat(cluster.members()).allMatch(m -> m.getSpec().storage().size().equals("2Gi"));
        assertThat(cluster.etcdctl().output("get", "grown")).isEqualTo("grown\nup\n");
        assertThat(Kubernetes.must("-n", cluster.namespace(), "get", "events")).contains("VolumeGrows");
    }

    @Test
    @Scenario(30)
    void whereAClassForbidsItNewMembersGetTheNewSize() {
        cluster.mustApply(cluster.manifest(3, "size: 1Gi"));
        cluster.awaitSettled();
        cluster.mustApply(cluster.manifest(3, "size: 2Gi"));
        Condition told = cluster.awaitCondition("Progressing", Condition.Status.FALSE, "NotSupported");
        assertThat(told.message())
                .contains("grow-1, grow-2, grow-3 does not let volumes grow", "etcetera.dev/replace=grow-1");
        Map<String, String> before = cluster.versionsThatStay();
        Await.pass(Duration.ofSeconds(5));
        assertThat(cluster.versions()).as("a condition, not a loop").isEqualTo(before);
        assertThat(cluster.claims()).allMatch(c -> asks(c).equals(SMALL));

        Kubernetes.must("-n", cluster.namespace(), "annotate", "etcdcluster", "grow", "etcetera.dev/replace=grow-1");
        Await.until(
                "grow-4 in its place",
                DEADLINE,
                () -> cluster.memberIds().keySet().equals(Set.of("grow-2", "grow-3", "grow-4")));
        Await.until(
                "its claim asks for more",
                DEADLINE,
                () -> cluster.claims().stream()
                                .filter(c -> asks(c).equals(LARGE))
                                .count()
                        == 1);
    }

    /** With the real provisioner, resizer and kubelet, which grows a file system when it next looks at the Pod, or when the Pod is new. */
    @Test
    @Tag("long")
    @Scenario(30)
    void volumesOfADriverGrow() {
        Command.Result driver = new Command(
                        List.of(Project.root()
                                .resolve("e2e/kubernetes/volumes.sh")
                                .toString()),
                        "",
                        Duration.ofMinutes(15))
                .run();
        assertThat(driver.exit()).as(driver.toString()).isZero();
        cluster.mustApply(cluster.manifest(3, "size: 1Gi, storageClassName: loopback"));
        cluster.awaitSettled();
        Map<String, String> ids = cluster.memberIds();
        cluster.etcdctl().output("put", "grown", "up");
        long start = System.nanoTime();
        cluster.mustApply(cluster.manifest(3, "size: 2Gi, storageClassName: loopback"));
        Await.until(
                "all volumes have more",
                Duration.ofMinutes(8),
                () -> cluster.claims().stream().allMatch(c -> has(c).equals(LARGE)));
        System.out.printf("three volumes of a driver grew in %.0f s%n", (System.nanoTime() - start) / 1e9);
        cluster.awaitSettled();
        assertThat(cluster.memberIds()).isEqualTo(ids);
        assertThat(cluster.etcdctl().output("get", "grown")).isEqualTo("grown\nup\n");
    }

    /** The only volume that is to grow now. */
    private PersistentVolumeClaim next() {
        return Await.value("a claim that asks for more", DEADLINE, () -> {
            List<PersistentVolumeClaim> growing = cluster.claims().stream()
                    .filter(c -> asks(c).equals(LARGE) && !has(c).equals(LARGE))
                    .toList();
            assertThat(growing).as("one at a time").hasSizeLessThanOrEqualTo(1);
            return growing.stream().findFirst();
        });
    }

    private static void grown(PersistentVolumeClaim claim) {
        now(claim).editStatus(c -> {
            c.getStatus().getCapacity().put("storage", LARGE);
            c.getStatus().setConditions(List.of());
            return c;
        });
    }

    private static void awaitsPod(PersistentVolumeClaim claim) {
        now(claim).editStatus(c -> {
            c.getStatus()
                    .setConditions(List.of(new PersistentVolumeClaimConditionBuilder()
                            .withType("FileSystemResizePending")
                            .withStatus("True")
                            .withLastTransitionTime(Instant.now()
                                    .truncatedTo(ChronoUnit.SECONDS)
                                    .toString())
                            .build()));
            return c;
        });
    }

    /** As it is now, which is not as it was seen. */
    private static Resource<PersistentVolumeClaim> now(PersistentVolumeClaim claim) {
        return Kubernetes.client()
                .persistentVolumeClaims()
                .inNamespace(claim.getMetadata().getNamespace())
                .withName(claim.getMetadata().getName());
    }

    private static Quantity asks(PersistentVolumeClaim claim) {
        return Objects.requireNonNull(
                claim.getSpec().getResources().getRequests().get("storage"));
    }

    private static Quantity has(PersistentVolumeClaim claim) {
        Map<String, Quantity> capacity = claim.getStatus().getCapacity();
        Quantity storage = capacity == null ? null : capacity.get("storage");
        return storage == null ? SMALL : storage;
    }

    private List<String> uids() {
        return cluster.pods().stream()
                .map(Pod::getMetadata)
                .map(m -> m.getUid())
                .sorted()
                .toList();
    }

    private static String storage(String size) {
        return "size: " + size + ", storageClassName: " + GROWS;
    }
}
