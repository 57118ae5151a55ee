package dev.etcetera.operator.cluster;

import dev.etcetera.operator.api.v1alpha1.EtcdCluster;
import dev.etcetera.operator.resources.Names;
import io.micrometer.core.instrument.Timer;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.jboss.logging.MDC;

/** One reconciliation: all that is logged meanwhile bears its cluster and an id of its own, and its time is taken. One thread. */
final class Run implements AutoCloseable {
    private final ReconcileMeter meter;
    private final Timer.Sample sample;
    private boolean succeeded;

    private Run(ReconcileMeter meter) {
        this.meter = meter;
        this.sample = meter.start();
    }

    static Run of(EtcdCluster cluster, ReconcileMeter meter) {
        MDC.put("namespace", Names.namespace(cluster));
        MDC.put("name", Names.of(cluster));
        MDC.put("generation", cluster.getMetadata().getGeneration());
        MDC.put("run", HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt()));
        return new Run(meter);
    }

    void succeeded() {
        succeeded = true;
    }

    @Override
    public void close() {
        meter.stop(sample, succeeded);
        MDC.remove("namespace");
        MDC.remove("name");
        MDC.remove("generation");
        MDC.remove("run");
    }
}
