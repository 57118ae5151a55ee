package dev.etcetera.server.metrics;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** All families of a process by name; prints them in Prometheus' text format 0.0.4. */
public final class MetricRegistry {
    /** Content type of {@link #print()}. */
    public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final Map<String, Family<?>> families = new ConcurrentSkipListMap<>();

    /** A counter without labels. */
    public Counter counter(String name, String help) {
        return counters(name, help).with();
    }

    /** Counters that differ in labels. */
    public Family<Counter> counters(String name, String help, String... labels) {
        return add(name, new Family<>(name, help, Counter::new, labels));
    }

    /** A gauge without labels. */
    public Gauge gauge(String name, String help) {
        return gauges(name, help).with();
    }

    /** Gauges that differ in labels. */
    public Family<Gauge> gauges(String name, String help, String... labels) {
        return add(name, new Family<>(name, help, Gauge::new, labels));
    }

    /** A histogram without labels. */
    public Histogram histogram(String name, String help, double... bounds) {
        return histograms(name, help, bounds).with();
    }

    /** Histograms that differ in labels. */
    public Family<Histogram> histograms(String name, String help, double[] bounds, String... labels) {
        return add(name, new Family<>(name, help, () -> new Histogram(bounds), labels));
    }

    private <M extends Metric> Family<M> add(String name, Family<M> family) {
        if (families.putIfAbsent(name, family) != null) {
            throw new IllegalArgumentException("metric " + name + " is registered twice");
        }
        return family;
    }

    /** Every metric as text. */
    public String print() {
        StringBuilder out = new StringBuilder(64 * 1024);
        families.values().forEach(family -> family.print(out));
        return out.toString();
    }
}
