package dev.etcetera.operator.simulation;

import dev.etcetera.operator.api.v1alpha1.BackupStoreSpec;
import dev.etcetera.operator.api.v1alpha1.EtcdClusterStatus;
import dev.etcetera.operator.api.v1alpha1.EtcdClusterStatus.RestoreStage;
import dev.etcetera.operator.api.v1alpha1.EtcdMemberSpec.MemberRestore;
import dev.etcetera.operator.api.v1alpha1.EtcdRecovery;
import dev.etcetera.operator.api.v1alpha1.EtcdRecoverySpec;
import dev.etcetera.operator.api.v1alpha1.EtcdRecoveryStatus;
import dev.etcetera.operator.api.v1alpha1.EtcdRestore;
import dev.etcetera.operator.api.v1alpha1.EtcdRestoreSpec;
import dev.etcetera.operator.api.v1alpha1.EtcdRestoreStatus;
import dev.etcetera.operator.api.v1alpha1.RequestPhase;
import dev.etcetera.operator.api.v1alpha1.RestoreSource;
import dev.etcetera.operator.api.v1alpha1.VolumeStoreSpec;
import dev.etcetera.operator.resources.Names;
import dev.etcetera.operator.resources.RestoreOrigin;
import dev.etcetera.operator.simulation.ModelKubernetes.ConflictException;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What users ask for in resources of their own: recoveries and restores. */
record ModelRequests(ModelKubernetes kubernetes) {
    private static final BackupStoreSpec STORE =
            new BackupStoreSpec(null, new VolumeStoreSpec("backups", null), null, null);
    /** What every restore names. */
    static final RestoreOrigin ORIGIN =
            new RestoreOrigin.Known(new MemberRestore("program", STORE, "some/where", null, null, null, null));

    void createRecovery(@Nullable String survivor) {
        EtcdRecovery recovery = new EtcdRecovery();
        recovery.setMetadata(metadata("recovery-"));
        recovery.setSpec(new EtcdRecoverySpec(Names.of(kubernetes.now().cluster()), survivor));
        kubernetes.change(s -> s.recoveries().put(Names.of(recovery), recovery));
    }

    void createRestore() {
        EtcdRestore restore = new EtcdRestore();
        restore.setMetadata(metadata("restore-"));
        restore.setSpec(new EtcdRestoreSpec(
                Names.of(kubernetes.now().cluster()),
                new RestoreSource(null, null, STORE, "some/where", null, null, null),
                false,
                null,
                1_000L));
        kubernetes.change(s -> s.restores().put(Names.of(restore), restore));
    }

    /** Whoever asked calls it off. */
    void deleteRestores() {
        kubernetes.change(s -> s.restores().clear());
    }

    private ObjectMeta metadata(String uid) {
        int number = kubernetes.uid();
        return new ObjectMetaBuilder()
                .withName("r" + number)
                .withNamespace("default")
                .withUid(uid + number)
                .withCreationTimestamp(kubernetes.clock().toString())
                .withResourceVersion(String.valueOf(kubernetes.version() + 1))
                .build();
    }

    /** A status write with the version that was looked at. */
    void setStatus(EtcdRecovery seen, EtcdRecoveryStatus status) {
        check(seen, kubernetes.now().recoveries().get(Names.of(seen)));
        EtcdRecovery written = new EtcdRecovery();
        written.setMetadata(kubernetes.next(seen));
        written.setSpec(seen.getSpec());
        written.setStatus(status);
        kubernetes.change(s -> s.recoveries().put(Names.of(written), written));
    }

    /** A status write with the version that was looked at. */
    void setStatus(EtcdRestore seen, EtcdRestoreStatus status) {
        check(seen, kubernetes.now().restores().get(Names.of(seen)));
        EtcdRestore written = new EtcdRestore();
        written.setMetadata(kubernetes.next(seen));
        written.setSpec(seen.getSpec());
        written.setStatus(status);
        kubernetes.change(s -> s.restores().put(Names.of(written), written));
    }

    private static void check(HasMetadata seen, @Nullable HasMetadata present) {
        if (present == null || !ModelKubernetes.version(present).equals(ModelKubernetes.version(seen))) {
            throw new ConflictException();
        }
    }

    /** Whether what somebody asked for is not decided, or not done. */
    boolean open() {
        Stream<Optional<RequestPhase>> phases = Stream.concat(
                kubernetes.now().recoveries().values().stream()
                        .map(r -> Optional.ofNullable(r.getStatus()).map(EtcdRecoveryStatus::phase)),
                kubernetes.now().restores().values().stream()
                        .map(r -> Optional.ofNullable(r.getStatus()).map(EtcdRestoreStatus::phase)));
        return status().filter(s -> s.recovery() != null).isPresent()
                || restore().isPresent()
                || phases.anyMatch(p -> p.filter(RequestPhase::isFinal).isEmpty());
    }

    /** The restore that is under way. */
    Optional<EtcdClusterStatus.Restore> restore() {
        return status().map(EtcdClusterStatus::restore);
    }

    /** Whether one member alone has what there is: nothing helps when that is lost, too. */
    boolean forcing() {
        return status().map(EtcdClusterStatus::recovery)
                        .filter(r -> r.stage() == EtcdClusterStatus.Stage.FORCING)
                        .isPresent()
                || restore()
                        .filter(r -> r.stage() == RestoreStage.STOPPING || r.stage() == RestoreStage.REVERTING)
                        .isPresent();
    }

    private Optional<EtcdClusterStatus> status() {
        return Optional.ofNullable(kubernetes.now().cluster().getStatus());
    }
}
