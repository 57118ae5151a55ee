package dev.etcetera.operator.cluster;

import dev.etcetera.operator.api.v1alpha1.Condition;
import dev.etcetera.operator.api.v1alpha1.EtcdCluster;
import dev.etcetera.operator.api.v1alpha1.EtcdClusterStatus;
import dev.etcetera.operator.api.v1alpha1.RequestPhase;
import dev.etcetera.operator.plan.Step;
import dev.etcetera.operator.resources.Names;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What can be counted of the operator's work. No series bears the name of a cluster: there may be many. Any thread. */
public final class ReconcileMeter {
    private static final List<String> TYPES =
            List.of("Available", "Progressing", "Degraded", "CertificatesReady", "BackupReady");

    private final MeterRegistry registry;
    private final Map<String, List<Condition>> conditions = new ConcurrentHashMap<>();

    public ReconcileMeter(MeterRegistry registry, Rollouts rollouts) {
        this.registry = registry;
        Gauge.builder("etcetera.clusters", conditions, Map::size)
                .description("EtcdClusters that were looked at")
                .register(registry);
        for (String type : TYPES) {
            for (Condition.Status status : List.of(Condition.Status.TRUE, Condition.Status.FALSE)) {
                Gauge.builder("etcetera.clusters.condition", conditions, c -> count(c, type, status))
                        .description("EtcdClusters with this condition")
                        .tag("type", type)
                        .tag("status", status == Condition.Status.TRUE ? "True" : "False")
                        .register(registry);
            }
        }
        Gauge.builder("etcetera.rollouts.waiting", rollouts, Rollouts::waiting)
                .description("EtcdClusters that wait for their turn to be changed by this release")
                .register(registry);
        Gauge.builder("etcetera.rollouts.running", rollouts, Rollouts::running)
                .description("EtcdClusters whose turn it is")
                .register(registry);
        registry.counter("etcetera.repairs");
        for (RequestPhase phase : RequestPhase.values()) {
            if (phase.isFinal()) {
                restores(phase);
            }
        }
    }

    private Counter restores(RequestPhase outcome) {
        return Counter.builder("etcetera.restores")
                .description("Restores in place that came to an end")
                .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                .register(registry);
    }

    private static double count(Map<String, List<Condition>> all, String type, Condition.Status status) {
        return all.values().stream()
                .filter(of -> of.stream().anyMatch(c -> c.type().equals(type) && c.status() == status))
                .count();
    }

    Timer.Sample start() {
        return Timer.start(registry);
    }

    void stop(Timer.Sample sample, boolean succeeded) {
        sample.stop(Timer.builder("etcetera.reconcile")
                .description("Looks at a cluster, with what was done then")
                .tag("outcome", succeeded ? "done" : "failed")
                .register(registry));
    }

    /** A step was done. */
    public void did(Step step) {
        registry.counter("etcetera.steps", "step", step.getClass().getSimpleName())
                .increment();
        if (step instanceof Step.Replace) {
            registry.counter("etcetera.repairs").increment();
        }
        if (step instanceof Step.ReportRestore report) {
            Optional.ofNullable(report.status().phase())
                    .filter(RequestPhase::isFinal)
                    .ifPresent(phase -> restores(phase).increment());
        }
    }

    void saw(EtcdCluster cluster, EtcdClusterStatus status) {
        List<Condition> now = status.conditions();
        conditions.put(Names.uid(cluster), now == null ? List.of() : now);
    }

    void forget(EtcdCluster cluster) {
        conditions.remove(Names.uid(cluster));
    }
}
