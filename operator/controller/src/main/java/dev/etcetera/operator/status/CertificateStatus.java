package dev.etcetera.operator.status;

import dev.etcetera.operator.api.v1alpha1.Condition;
import dev.etcetera.operator.api.v1alpha1.EtcdClusterStatus;
import dev.etcetera.operator.observe.ObservedCluster;
import dev.etcetera.operator.pki.TlsReport;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Adds to a cluster's status how its certificates are. Pure. */
public final class CertificateStatus {
    private CertificateStatus() {}

    /** When to look again: as planned, or sooner for the sake of the certificates. */
    public static Duration sooner(Duration recheck, Optional<TlsReport> found) {
        return found.map(TlsReport::recheck)
                .filter(r -> r.compareTo(recheck) < 0)
                .orElse(recheck);
    }

    /** The status with this report; as it is where connections are not secured. */
    public static EtcdClusterStatus add(EtcdClusterStatus status, Optional<TlsReport> found, ObservedCluster observed) {
        if (found.isEmpty() || status.conditions() == null) {
            return status;
        }
        TlsReport report = found.get();
        EtcdClusterStatus before = observed.resource().getStatus();
        Condition condition = new Conditions(
                        before == null ? null : before.conditions(), status.observedGeneration(), observed.now())
                .of(Conditions.CERTIFICATES_READY, report.ready(), report.reason(), report.message());
        List<Condition> conditions = Stream.concat(status.conditions().stream(), Stream.of(condition))
                .toList();
        return status.with(conditions, report.status());
    }
}
