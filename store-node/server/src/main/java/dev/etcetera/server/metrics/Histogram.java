package dev.etcetera.server.metrics;

import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;

/** How often values fell into buckets. Any thread may observe; observing never waits and allocates nothing. */
public final class Histogram implements Metric {
    private static final double NANOS_PER_SECOND = 1e9;

    private final double[] bounds;
    private final LongAdder[] counts;
    private final DoubleAdder sum = new DoubleAdder();

    Histogram(double... bounds) {
        this.bounds = bounds.clone();
        this.counts = new LongAdder[bounds.length + 1];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = new LongAdder();
        }
    }

    /** {@code count} bounds, the first {@code start}, each {@code factor} times the one before. */
    static double[] exponential(double start, double factor, int count) {
        double[] bounds = new double[count];
        double bound = start;
        for (int i = 0; i < count; i++) {
            bounds[i] = bound;
            bound *= factor;
        }
        return bounds;
    }

    /** Counts a value in the unit of the metric. */
    public void observe(double value) {
        int bucket = 0;
        while (bucket < bounds.length && value > bounds[bucket]) {
            bucket++;
        }
        counts[bucket].increment();
        sum.add(value);
    }

    /** Counts a duration, for metrics in seconds. */
    public void observeNanos(long nanos) {
        observe(nanos / NANOS_PER_SECOND);
    }

    /** How many values were seen. */
    public long count() {
        long total = 0;
        for (LongAdder count : counts) {
            total += count.sum();
        }
        return total;
    }

    @Override
    public void print(String name, String labels, StringBuilder out) {
        String before = labels.isEmpty() ? "{" : labels.substring(0, labels.length() - 1) + ",";
        long total = 0;
        for (int i = 0; i <= bounds.length; i++) {
            total += counts[i].sum();
            String bound = i == bounds.length ? "+Inf" : Numbers.text(bounds[i]);
            Numbers.sample(out, name + "_bucket", before + "le=\"" + bound + "\"}", total);
        }
        Numbers.sample(out, name + "_sum", labels, sum.sum());
        Numbers.sample(out, name + "_count", labels, total);
    }
}
