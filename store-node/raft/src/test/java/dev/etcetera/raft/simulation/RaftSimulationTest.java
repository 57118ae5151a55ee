package dev.etcetera.raft.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Thousands of clusters in trouble. {@code -Dseeds=N} runs that many, {@code -Dseed=S} one again. A failing one is shrunk
 * to what it takes to fail.
 */
final class RaftSimulationTest {
    private static final long DEFAULT_SEEDS = 10_000;

    private final AtomicLong elections = new AtomicLong();
    private final AtomicLong reads = new AtomicLong();
    private final AtomicLong acknowledged = new AtomicLong();

    @Test
    void promisesHoldWhateverHappens() throws InterruptedException {
        long only = Long.getLong("seed", -1);
        long first = only >= 0 ? only : 0;
        long end = only >= 0 ? only + 1 : Long.getLong("seeds", DEFAULT_SEEDS);
        AtomicLong next = new AtomicLong(first);
        Queue<Shrinker.Shrunk> failures = new ConcurrentLinkedQueue<>();
        List<Thread> threads = new ArrayList<>();
        IntStream.range(0, Runtime.getRuntime().availableProcessors())
                .forEach(_ -> threads.add(Thread.ofPlatform().start(() -> {
                    for (long seed = next.getAndIncrement();
                            seed < end && failures.isEmpty();
                            seed = next.getAndIncrement()) {
                        run(seed).ifPresent(failures::add);
                    }
                })));
        for (Thread thread : threads) {
            thread.join();
        }
        failures.forEach(shrunk -> fail(shrunk.toString()));
        // A simulation in which nothing happens would prove nothing.
        assertThat(elections.get()).isGreaterThan(0);
        assertThat(reads.get()).isGreaterThan(0);
        assertThat(acknowledged.get()).isGreaterThan(0);
    }

    private Optional<Shrinker.Shrunk> run(long seed) {
        Setup setup = Setup.of(seed);
        Script script = new Script(Plan.of(setup), Optional.empty());
        Simulation.Outcome outcome = Simulation.run(setup, script, Mutation.NONE, new Story(false));
        elections.addAndGet(outcome.ledger().elections());
        reads.addAndGet(outcome.ledger().reads());
        acknowledged.addAndGet(outcome.ledger().maxAcknowledged());
        return outcome.failure().map(_ -> new Shrinker(setup, Mutation.NONE).shrink(script, outcome));
    }
}
