package dev.etcetera.operator.plan;

import dev.etcetera.operator.api.v1alpha1.ClusterBackupSpec;
import dev.etcetera.operator.api.v1alpha1.EtcdBackup;
import dev.etcetera.operator.api.v1alpha1.EtcdBackupStatus;
import dev.etcetera.operator.api.v1alpha1.EtcdBackupStatus.Phase;
import dev.etcetera.operator.api.v1alpha1.EtcdCluster;
import dev.etcetera.operator.api.v1alpha1.EtcdClusterStatus;
import dev.etcetera.operator.observe.ObservedCluster;
import dev.etcetera.operator.plan.Progress.Reason;
import dev.etcetera.operator.resources.Names;
import dev.etcetera.operator.resources.PrecautionaryBackup;
import dev.etcetera.operator.resources.StoreLock;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** A backup before something that could go wrong, where {@code spec.backup} asks for it: it is waited for, and kept for a while. */
record Precaution(ObservedCluster observed) {

    /**
     * Before the first member gets another version.
     *
     * @param begun whether one has it already
     */
    Optional<Move> beforeUpgrade(boolean begun) {
        ClusterBackupSpec asked = observed.resource().getSpec().backup();
        EtcdClusterStatus status = observed.resource().getStatus();
        String settled = status == null ? null : status.settledVersion();
        String wanted = observed.resource().getSpec().version();
        return asked == null || !asked.beforeUpgrade() || begun || settled == null || settled.equals(wanted)
                ? Optional.empty()
                : before(asked, "version " + wanted, "beforeUpgrade");
    }

    /** Before the first member is stopped. */
    Optional<Move> beforeHibernation() {
        ClusterBackupSpec asked = observed.resource().getSpec().backup();
        return asked == null || !asked.beforeHibernation() || !observed.everServed()
                ? Optional.empty()
                : before(asked, "hibernation", "beforeHibernation");
    }

    /** Those of earlier changes that are not kept. What a lock of the store keeps is left until it ends. */
    List<Step> expired() {
        ClusterBackupSpec asked = observed.resource().getSpec().backup();
        if (asked == null) {
            return List.of();
        }
        return observed.asked().backups().stream()
                .filter(b -> PrecautionaryBackup.isOf(b, observed.resource()))
                .filter(b -> b.getMetadata().getDeletionTimestamp() == null)
                .filter(b -> b.getStatus() != null && b.getStatus().phase() == Phase.SUCCEEDED)
                .sorted(Comparator.comparing(Precaution::completed).reversed())
                .skip(asked.keep())
                .filter(b -> !StoreLock.keeps(b, observed.now()))
                .<Step>map(Step.ExpireBackup::new)
                .toList();
    }

    private static String completed(EtcdBackup backup) {
        return Objects.requireNonNullElse(backup.getStatus().completionTime(), "");
    }

    private Optional<Move> before(ClusterBackupSpec asked, String what, String field) {
        EtcdCluster cluster = observed.resource();
        EtcdBackup wanted = PrecautionaryBackup.of(cluster, asked.store());
        String name = "EtcdBackup " + Names.of(wanted);
        Optional<EtcdBackup> there = observed.asked().backups().stream()
                .filter(b -> Names.of(b).equals(Names.of(wanted)))
                .findFirst();
        if (there.isEmpty()) {
            return Optional.of(
                    Move.does(new Step.CreateBackup(wanted), Reason.BACKING_UP, name + " is taken before " + what));
        }
        EtcdBackupStatus status = there.get().getStatus();
        Phase phase = status == null ? null : status.phase();
        if (phase == Phase.SUCCEEDED) {
            return Optional.empty();
        }
        String said = status == null || status.message() == null ? "" : ": " + status.message();
        return Optional.of(
                phase == Phase.FAILED
                        ? Move.waits(
                                Reason.WAITING_FOR_BACKUP,
                                name + ", which comes before " + what + ", failed" + said
                                        + ". Mend the cause and delete it, so that it is tried again; or set spec.backup."
                                        + field + " to false")
                        : Move.waits(Reason.BACKING_UP, name + " is under way, " + what + " comes after it" + said));
    }
}
