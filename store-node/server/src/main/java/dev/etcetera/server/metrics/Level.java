package dev.etcetera.server.metrics;

import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A number that goes up and down: set by its owner, or asked of a source each time it is printed. Some of etcd's gauges
 * have names that end in {@code _total}, which Prometheus' client leaves to counters: those are counters to it, and get their
 * type back when they are printed ({@link EtcdTypes}).
 */
public final class Level {
    private final AtomicLong current = new AtomicLong();
    private volatile @Nullable DoubleSupplier source;

    private Level() {}

    static Level register(PrometheusRegistry registry, String name, String help) {
        Level level = new Level();
        if (name.endsWith("_total")) {
            CounterWithCallback.builder()
                    .name(name)
                    .help(help)
                    .callback(callback -> callback.call(Math.max(0, level.value())))
                    .register(registry);
        } else {
            GaugeWithCallback.builder()
                    .name(name)
                    .help(help)
                    .callback(callback -> callback.call(level.value()))
                    .register(registry);
        }
        return level;
    }

    /** Sets it. */
    public void set(long value) {
        current.set(value);
    }

    /** Sets it to 1 or 0. */
    public void set(boolean value) {
        current.set(value ? 1 : 0);
    }

    /** Adds, or takes away with a negative amount. */
    public void add(long amount) {
        current.addAndGet(amount);
    }

    /** From now on the value is asked of {@code supplier}, on the thread that prints the metrics. */
    public void from(DoubleSupplier supplier) {
        source = supplier;
    }

    /** The value now. */
    public double value() {
        DoubleSupplier supplier = source;
        return supplier == null ? (double) current.get() : supplier.getAsDouble();
    }
}
