package dev.etcetera.server.rpc;

import io.grpc.Status;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The series of one method. */
final class MethodMetrics {
    private final CounterDataPoint started;
    private final CounterDataPoint received;
    private final CounterDataPoint sent;
    private final Map<Status.Code, CounterDataPoint> handled;
    private final @Nullable DistributionDataPoint handling;

    MethodMetrics(
            CounterDataPoint started,
            CounterDataPoint received,
            CounterDataPoint sent,
            Map<Status.Code, CounterDataPoint> handled,
            @Nullable DistributionDataPoint handling) {
        this.started = started;
        this.received = received;
        this.sent = sent;
        this.handled = new EnumMap<>(handled);
        this.handling = handling;
    }

    boolean isTimed() {
        return handling != null;
    }

    void started() {
        started.inc();
    }

    void received() {
        received.inc();
    }

    void sent() {
        sent.inc();
    }

    void ended(Status.Code code, long nanos) {
        Objects.requireNonNull(handled.get(code)).inc();
        if (handling != null) {
            handling.observe((double) nanos * 1e-9);
        }
    }
}
