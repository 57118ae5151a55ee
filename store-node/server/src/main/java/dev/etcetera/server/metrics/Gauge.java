package dev.etcetera.server.metrics;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/** A number that goes up and down: set by its owner, or asked of a source each time it is printed. */
public final class Gauge implements Metric {
    private final AtomicLong current = new AtomicLong();

    @Nullable
    private volatile DoubleSupplier source;

    Gauge() {}

    /** Sets it. */
    public void set(long value) {
        current.set(value);
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

    @Override
    public void print(String name, String labels, StringBuilder out) {
        Numbers.sample(out, name, labels, value());
    }
}
