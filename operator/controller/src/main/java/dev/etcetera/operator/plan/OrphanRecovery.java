package dev.etcetera.operator.plan;

import dev.etcetera.operator.api.v1alpha1.EtcdCluster;
import dev.etcetera.operator.api.v1alpha1.EtcdRecovery;
import dev.etcetera.operator.api.v1alpha1.EtcdRecoveryStatus;
import dev.etcetera.operator.api.v1alpha1.EtcdRecoveryStatus.Phase;
import java.time.Instant;
import java.util.Optional;

/** What becomes of an EtcdRecovery whose cluster does not exist, or is being deleted. */
public final class OrphanRecovery {
    private OrphanRecovery() {}

    /** Whether nothing more happens to it. */
    public static boolean over(EtcdRecovery recovery) {
        return RecoveryReports.phase(recovery).map(Phase::isFinal).orElse(false);
    }

    /** Its status; empty when somebody else decides, or everything is said. */
    public static Optional<EtcdRecoveryStatus> status(
            EtcdRecovery recovery, Optional<EtcdCluster> cluster, Instant now) {
        boolean lives = cluster.filter(c -> c.getMetadata().getDeletionTimestamp() == null)
                .isPresent();
        if (lives || over(recovery)) {
            return Optional.empty();
        }
        String name = "EtcdCluster " + recovery.getSpec().clusterName();
        boolean began =
                RecoveryReports.phase(recovery).filter(p -> p == Phase.RUNNING).isPresent();
        return Optional.of(
                began
                        ? RecoveryReports.status(recovery, Phase.FAILED, name + " was deleted", now)
                        : RecoveryReports.status(
                                recovery,
                                Phase.REJECTED,
                                name + (cluster.isPresent() ? " is being deleted" : " does not exist"),
                                now));
    }
}
