package dev.etcetera.server.metrics;

import java.util.concurrent.atomic.LongAdder;

/** A number that only grows. Any thread may add; adding never waits. */
public final class Counter implements Metric {
    private final LongAdder total = new LongAdder();

    Counter() {}

    /** Adds one. */
    public void increment() {
        total.increment();
    }

    /** Adds {@code amount}, which is not negative. */
    public void add(long amount) {
        total.add(amount);
    }

    /** The value now. */
    public long value() {
        return total.sum();
    }

    @Override
    public void print(String name, String labels, StringBuilder out) {
        Numbers.sample(out, name, labels, total.sum());
    }
}
