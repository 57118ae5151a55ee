package dev.etcetera.raft.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.raft.protocol.Payload;
import java.util.List;
import org.junit.jupiter.api.Test;

final class BenchClusterTest {
    @Test
    void proposalTakesNineStepsUntilEverybodyHasAppliedIt() {
        BenchCluster cluster = new BenchCluster();
        long before = cluster.applied(3);
        for (int step = 0; step < 9_000; step++) {
            cluster.step(List.of(Payload.wrap(new byte[] {1})));
        }
        assertThat(cluster.applied(3) - before).isEqualTo(1_000);
    }
}
