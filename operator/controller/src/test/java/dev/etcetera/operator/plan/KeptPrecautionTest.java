package dev.etcetera.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.operator.api.v1alpha1.BackupStoreSpec;
import dev.etcetera.operator.api.v1alpha1.ClusterBackupSpec;
import dev.etcetera.operator.api.v1alpha1.EtcdBackup;
import dev.etcetera.operator.api.v1alpha1.EtcdBackupStatus;
import dev.etcetera.operator.api.v1alpha1.EtcdCluster;
import dev.etcetera.operator.api.v1alpha1.EtcdClusterSpec;
import dev.etcetera.operator.observe.Asked;
import dev.etcetera.operator.observe.ObservedCluster;
import dev.etcetera.operator.resources.Annotations;
import dev.etcetera.operator.resources.Images;
import dev.etcetera.operator.resources.Labels;
import dev.etcetera.operator.resources.Names;
import dev.etcetera.operator.resources.PrecautionaryBackup;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How long backups before upgrades and hibernation are kept. */
class KeptPrecautionTest {
    private static final BackupStoreSpec STORE = store("volume: {claimName: shelf}");

    private final ObservedCluster seen = Scene.serving(3).observed();
    private final EtcdCluster cluster = seen.resource();
    private final List<EtcdBackup> backups = new ArrayList<>();

    private static BackupStoreSpec store(String yaml) {
        return Serialization.unmarshal(yaml, BackupStoreSpec.class);
    }

    /** One that came before a change so many hours ago. */
    private EtcdBackup backup(String phase, BackupStoreSpec store, int hours) {
        cluster.getMetadata().setGeneration((long) backups.size() + 1);
        EtcdBackup backup = PrecautionaryBackup.of(cluster, store);
        backup.setStatus(Serialization.unmarshal(
                "phase: %s\ncompletionTime: \"%s\"\n"
                        .formatted(phase, seen.now().minus(Duration.ofHours(hours))),
                EtcdBackupStatus.class));
        backups.add(backup);
        return backup;
    }

    private List<String> expired(@Nullable Integer keep) {
        EtcdClusterSpec s = cluster.getSpec();
        cluster.setSpec(new EtcdClusterSpec(
                s.replicas(),
                s.version(),
                s.image(),
                s.storage(),
                null,
                null,
                null,
                s.tls(),
                null,
                null,
                keep == null ? null : new ClusterBackupSpec(STORE, true, true, keep)));
        Plan plan = new ClusterPlanner(new Images("etcetera/store"))
                .plan(Seen.asking(seen, new Asked(List.of(), List.of(), List.of(), backups)));
        return plan.steps().stream()
                .filter(Step.ExpireBackup.class::isInstance)
                .map(step -> Names.of(((Step.ExpireBackup) step).backup()))
                .toList();
    }

    @Test
    void theNewestStay() {
        EtcdBackup old = backup("Succeeded", STORE, 12);
        EtcdBackup older = backup("Succeeded", STORE, 30);
        EtcdBackup newest = backup("Succeeded", STORE, 1);
        assertThat(expired(3)).isEmpty();
        assertThat(expired(2)).containsExactly(Names.of(older));
        assertThat(expired(1)).containsExactly(Names.of(old), Names.of(older)).doesNotContain(Names.of(newest));
        assertThat(expired(null)).as("nobody says how many").isEmpty();
    }

    @Test
    void onlyWhatSucceededCounts() {
        EtcdBackup good = backup("Succeeded", STORE, 12);
        backup("Failed", STORE, 2);
        backup("Running", STORE, 1);
        assertThat(expired(1)).isEmpty();
        backup("Succeeded", STORE, 0);
        assertThat(expired(1)).containsExactly(Names.of(good));
    }

    @Test
    void oneThatIsBeingDeletedCountsNoMore() {
        backup("Succeeded", STORE, 12);
        backup("Succeeded", STORE, 1).getMetadata().setDeletionTimestamp("2026-11-29T12:00:00Z");
        assertThat(expired(1)).isEmpty();
    }

    @Test
    void nobodyElsesAreTouched() {
        backup("Succeeded", STORE, 12).getMetadata().setLabels(Map.of());
        backup("Succeeded", STORE, 11).getMetadata().getLabels().put(Labels.CLUSTER_UID, "an earlier life");
        backup("Succeeded", STORE, 1);
        assertThat(expired(1)).isEmpty();
    }

    @Test
    void whatTheStoreKeepsStaysUntilItsLockEnds() {
        BackupStoreSpec locked = store("s3: {bucket: b, objectLock: {mode: Compliance, retainDays: 1}}");
        backup("Succeeded", locked, 23);
        EtcdBackup free = backup("Succeeded", locked, 25);
        backup("Succeeded", locked, 1);
        assertThat(expired(1)).containsExactly(Names.of(free));
    }

    @Test
    void nothingGoesWhileTheClusterIsPaused() {
        backup("Succeeded", STORE, 12);
        backup("Succeeded", STORE, 1);
        cluster.getMetadata().setAnnotations(Map.of(Annotations.PAUSED, "true"));
        assertThat(expired(1)).isEmpty();
    }
}
