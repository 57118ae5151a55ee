package dev.etcetera.raft.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etcetera.raft.protocol.InvariantViolation;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class InflightsTest {
    @Test
    void behavesLikeAQueueOfIndexes() {
        Random random = new Random(3);
        for (int round = 0; round < 500; round++) {
            int max = random.nextInt(1, 40);
            Inflights inflights = new Inflights(max, Long.MAX_VALUE);
            Deque<Long> model = new ArrayDeque<>();
            long next = 1;
            for (int i = 0; i < 200; i++) {
                if (!inflights.isFull() && random.nextBoolean()) {
                    next += random.nextInt(3);
                    inflights.add(next, 1);
                    model.add(next);
                } else if (random.nextInt(3) == 0) {
                    long upTo = next - random.nextInt(10);
                    inflights.freeUpTo(upTo);
                    model.removeIf(index -> index <= upTo);
                }
                assertThat(inflights.count()).isEqualTo(model.size());
                assertThat(inflights.isFull()).isEqualTo(model.size() == max);
            }
        }
    }

    @Test
    void messageThatReachesTheByteLimitStillGoes() {
        Inflights inflights = new Inflights(10, 100);
        inflights.add(1, 99);
        assertThat(inflights.isFull()).isFalse();
        inflights.add(2, 500);
        assertThat(inflights.isFull()).isTrue();
        assertThatThrownBy(() -> inflights.add(3, 1)).isInstanceOf(InvariantViolation.class);
        inflights.freeUpTo(2);
        assertThat(inflights.isFull()).isFalse();
    }
}
