package dev.etcetera.raft.bench;

import dev.etcetera.raft.protocol.Payload;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One step of a cluster of three: a member takes a message (or the leader a proposal, when none is under way), and all that
 * follows at that member is done: messages, append, completion, apply. A proposal of 256 bytes takes nine steps until
 * everybody has applied it. Run by {@code make bench-raft}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class RaftStepBenchmark {
    private static final int PAYLOAD_BYTES = 256;

    private BenchCluster cluster = new BenchCluster();
    private final List<Payload> proposal = List.of(Payload.wrap(new byte[PAYLOAD_BYTES]));

    @Setup(Level.Iteration)
    public void elect() {
        cluster = new BenchCluster();
    }

    @Benchmark
    public void step() {
        cluster.step(proposal);
    }
}
