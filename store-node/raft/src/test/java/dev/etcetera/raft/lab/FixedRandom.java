package dev.etcetera.raft.lab;

import java.util.random.RandomGenerator;

/** A generator for tests that want to know: always the same number, as far as the bound allows. */
record FixedRandom(long number) implements RandomGenerator {
    @Override
    public long nextLong() {
        return number;
    }

    @Override
    public int nextInt(int bound) {
        return (int) (number % bound);
    }
}
