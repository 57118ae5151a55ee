package dev.etcetera.operator.cluster;

import dev.etcetera.operator.api.v1alpha1.EtcdCluster;
import dev.etcetera.operator.api.v1alpha1.EtcdClusterStatus;
import dev.etcetera.operator.execute.StatusWriter;
import dev.etcetera.operator.observe.ObservedCluster;
import dev.etcetera.operator.observe.ObservedMember;
import dev.etcetera.operator.pki.TlsReport;
import dev.etcetera.operator.plan.Plan;
import dev.etcetera.operator.resources.Names;
import dev.etcetera.operator.status.BackupStatus;
import dev.etcetera.operator.status.CertificateStatus;
import dev.etcetera.operator.status.MemberStatusBuilder;
import dev.etcetera.operator.status.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Instant;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Writes down what was seen and done: the statuses, and what is counted of them. May be used from any thread. */
public final class Reporter {
    private static final Logger LOG = Logger.getLogger(Reporter.class);

    private final StatusWriter writer;
    private final ReconcileMeter meter;

    public Reporter(StatusWriter writer, ReconcileMeter meter) {
        this.writer = writer;
        this.meter = meter;
    }

    /** A look at this cluster begins. */
    Run begin(EtcdCluster cluster) {
        return Run.of(cluster, meter);
    }

    /**
     * Writes down what counts against a limit before it is done: who dies in between has counted it. Answers false when the
     * look was an old one; then nothing may be done.
     */
    boolean count(ObservedCluster observed, Plan plan, Optional<TlsReport> tls) {
        return plan.repairs(observed).isEmpty() || writer.write(observed.resource(), status(observed, plan, tls));
    }

    /** Reports a look; answers whether what was looked at is still as it was. */
    boolean report(ObservedCluster observed, Plan plan, Optional<TlsReport> tls) {
        boolean current = true;
        for (ObservedMember member : observed.members()) {
            current &= writer.write(member.resource(), MemberStatusBuilder.member(member, observed));
        }
        for (ObservedMember member : observed.aside()) {
            current &= writer.write(member.resource(), MemberStatusBuilder.aside(member));
        }
        EtcdClusterStatus status = status(observed, plan, tls);
        current &= plan.repairs(observed).isPresent() || writer.write(observed.resource(), status);
        meter.saw(observed.resource(), status);
        return current;
    }

    private static EtcdClusterStatus status(ObservedCluster observed, Plan plan, Optional<TlsReport> tls) {
        return BackupStatus.add(CertificateStatus.add(StatusBuilder.cluster(observed, plan), tls, observed), observed);
    }

    /** Reports a look that failed. */
    void failed(EtcdCluster cluster, Exception e) {
        try {
            writer.write(cluster, StatusBuilder.failed(cluster, String.valueOf(e.getMessage()), Instant.now()));
        } catch (KubernetesClientException _) {
            LOG.debugf("the failure could not be written to the status of %s either", Names.of(cluster));
        }
    }

    /** The cluster is no more. */
    void forget(EtcdCluster cluster) {
        meter.forget(cluster);
    }
}
