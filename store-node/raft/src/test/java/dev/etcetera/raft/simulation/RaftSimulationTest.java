package dev.etcetera.raft.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Hundreds of clusters in trouble. {@code -Dseeds=N} runs more of them, {@code -Dseed=S} one again. */
final class RaftSimulationTest {
    private static final int DEFAULT_SEEDS = 200;

    @Test
    void promisesHoldWhateverHappens() {
        long only = Long.getLong("seed", -1);
        long count = Long.getLong("seeds", DEFAULT_SEEDS);
        int elections = 0;
        int reads = 0;
        for (long seed : (only >= 0 ? LongStream.of(only) : LongStream.range(0, count)).toArray()) {
            Ledger ledger = run(seed);
            elections += ledger.elections();
            reads += ledger.reads();
        }
        // A simulation in which nothing happens would prove nothing.
        assertThat(elections).isGreaterThan(0);
        assertThat(reads).isGreaterThan(0);
    }

    private static Ledger run(long seed) {
        try {
            return new Chaos(seed).run();
        } catch (RuntimeException | AssertionError failure) {
            throw new AssertionError("seed " + seed + ": " + failure.getMessage(), failure);
        }
    }
}
