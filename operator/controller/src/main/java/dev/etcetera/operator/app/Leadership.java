package dev.etcetera.operator.app;

import dev.etcetera.operator.execute.Fence;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * One replica of the operator acts, the others wait. A replica that loses the lease while it runs ends at once, and until it
 * has noticed, its fence keeps it from doing what it still had in mind. On a regular stop it gives the lease back, so that the next one need not wait.
 */
@Singleton
final class Leadership {
    private static final Logger LOG = Logger.getLogger(Leadership.class);
    private static final Duration LEASE = Duration.ofSeconds(10);
    private static final Duration RENEW_DEADLINE = Duration.ofSeconds(7);
    private static final Duration RETRY = Duration.ofSeconds(2);

    private final KubernetesClient client;
    private final String namespace;
    private final String name;
    private final String identity;
    private final AtomicBoolean leading = new AtomicBoolean();
    private final AtomicBoolean stopping = new AtomicBoolean();

    Leadership(
            KubernetesClient client,
            @ConfigProperty(name = "etcetera.lease.namespace") String namespace,
            @ConfigProperty(name = "etcetera.lease.name") String name,
            @ConfigProperty(name = "etcetera.lease.identity") String identity) {
        this.client = client;
        this.namespace = namespace;
        this.name = name;
        this.identity = identity;
    }

    @Produces
    @Singleton
    LeaderElectionConfiguration configuration() {
        return LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration(name)
                .withLeaseNamespace(namespace)
                .withIdentity(identity)
                .withLeaseDuration(LEASE)
                .withRenewDeadline(RENEW_DEADLINE)
                .withRetryPeriod(RETRY)
                .withLeaderCallbacks(new LeaderCallbacks(this::started, this::stopped, this::changed))
                // The framework's own exit hangs in a shutdown hook; stopped() ends the process instead.
                .withExitOnStopLeading(false)
                .build();
    }

    /** What must be asked before anything is done. An operator that does not run in production elects nobody. */
    Fence fence() {
        return LaunchMode.current() == LaunchMode.NORMAL
                ? new LeaseFence(LEASE, this::renewed, System::nanoTime, InstantSource.system())
                : Fence.OPEN;
    }

    private Optional<Instant> renewed() {
        return Optional.ofNullable(
                        client.leases().inNamespace(namespace).withName(name).get())
                .map(Lease::getSpec)
                .filter(spec -> identity.equals(spec.getHolderIdentity()))
                .map(LeaseSpec::getRenewTime)
                .map(ZonedDateTime::toInstant);
    }

    void stopping(@Observes @Priority(1) ShutdownEvent event) {
        stopping.set(true);
    }

    /** Runs after the framework has stopped renewing. */
    void release(@Observes @Priority(Integer.MAX_VALUE) ShutdownEvent event) {
        if (!leading.get()) {
            return;
        }
        try {
            client.leases().inNamespace(namespace).withName(name).edit(lease -> {
                if (identity.equals(lease.getSpec().getHolderIdentity())) {
                    lease.getSpec().setHolderIdentity("");
                }
                return lease;
            });
        } catch (KubernetesClientException e) {
            LOG.warnf("the lease was not given back: %s", e.getMessage());
        }
    }

    private void started() {
        leading.set(true);
        LOG.infof("%s leads", identity);
    }

    private void stopped() {
        if (stopping.get()) {
            return;
        }
        LOG.errorf("%s lost the lease and ends", identity);
        Runtime.getRuntime().halt(1);
    }

    private void changed(String leader) {
        LOG.infof("the leader is %s", leader);
    }
}
