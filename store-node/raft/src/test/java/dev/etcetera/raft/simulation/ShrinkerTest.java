package dev.etcetera.raft.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ShrinkerTest {
    private static final List<Integer> HUNDRED = IntStream.range(0, 100).boxed().toList();

    @Test
    void keepsJustWhatTheFailureNeeds() {
        assertThat(Shrinker.minimize(HUNDRED, some -> some.containsAll(List.of(3, 50, 51, 98))))
                .containsExactly(3, 50, 51, 98);
    }

    @Test
    void keepsNothingWhenItFailsAnyway() {
        assertThat(Shrinker.minimize(HUNDRED, some -> true)).isEmpty();
    }

    @Test
    void keepsEverythingWhenAllIsNeeded() {
        assertThat(Shrinker.minimize(HUNDRED, some -> some.size() == 100)).hasSize(100);
    }
}
