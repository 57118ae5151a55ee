package dev.etcetera.server.metrics;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** Short words for registering metrics; histograms are classic ones with exponential bounds, as etcd's are. */
record Registration(PrometheusRegistry registry) {
    /** First bound, factor between bounds, number of bounds. */
    record Bounds(double start, double factor, int count) {
        /** 1 ms to 8 s, for the disk. */
        static final Bounds DISK_SECONDS = new Bounds(0.001, 2, 14);
    }

    Counter counter(String name, String help, String... labels) {
        return Counter.builder().name(name).help(help).labelNames(labels).register(registry);
    }

    Gauge gauge(String name, String help, String... labels) {
        return Gauge.builder().name(name).help(help).labelNames(labels).register(registry);
    }

    Level level(String name, String help) {
        return Level.register(registry, name, help);
    }

    Histogram histogram(String name, String help, Bounds bounds, String... labels) {
        return Histogram.builder()
                .name(name)
                .help(help)
                .labelNames(labels)
                .classicOnly()
                .classicExponentialUpperBounds(bounds.start(), bounds.factor(), bounds.count())
                .register(registry);
    }
}
