package dev.etcetera.operator.plan;

import dev.etcetera.operator.api.v1alpha1.EtcdCluster;
import dev.etcetera.operator.api.v1alpha1.EtcdRecovery;
import dev.etcetera.operator.api.v1alpha1.EtcdRecoveryStatus;
import dev.etcetera.operator.api.v1alpha1.EtcdRestore;
import dev.etcetera.operator.api.v1alpha1.EtcdRestoreStatus;
import java.time.Instant;
import java.util.Optional;

/** What becomes of what was asked of a cluster that does not exist, or is being deleted. */
public final class Orphans {
    private Orphans() {}

    /** Whether nothing more happens to it. */
    public static boolean over(EtcdRecovery recovery) {
        return Request.over(RecoveryReports.phase(recovery));
    }

    /** Whether nothing more happens to it. */
    public static boolean over(EtcdRestore restore) {
        return Request.over(RestoreReports.phase(restore));
    }

    /** Its status; empty when somebody else decides, or everything is said. */
    public static Optional<EtcdRecoveryStatus> status(
            EtcdRecovery recovery, Optional<EtcdCluster> cluster, Instant now) {
        return Request.orphan(
                        RecoveryReports.phase(recovery), recovery.getSpec().clusterName(), cluster)
                .map(v -> RecoveryReports.status(recovery, v.phase(), v.message(), now));
    }

    /** Its status; empty when somebody else decides, or everything is said. */
    public static Optional<EtcdRestoreStatus> status(EtcdRestore restore, Optional<EtcdCluster> cluster, Instant now) {
        return Request.orphan(RestoreReports.phase(restore), restore.getSpec().clusterName(), cluster)
                .map(v -> RestoreReports.status(restore, v.phase(), v.message(), now));
    }
}
