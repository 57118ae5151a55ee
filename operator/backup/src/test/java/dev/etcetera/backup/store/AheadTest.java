package dev.etcetera.backup.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AheadTest {
    private static final List<Integer> MANY = IntStream.range(0, 100).boxed().toList();

    @Test
    void resultsComeInOrderAndSeveralAreReadAtOnce() throws IOException {
        CountDownLatch atOnce = new CountDownLatch(10);
        List<Integer> taken = new ArrayList<>();
        Ahead.each(
                MANY,
                i -> 1,
                i -> {
                    atOnce.countDown();
                    await(atOnce);
                    return i;
                },
                taken::add);
        assertThat(taken).isEqualTo(MANY);
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            if (!latch.await(10, TimeUnit.SECONDS)) {
                throw new IOException("one after the other");
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Test
    void largeOnesAreReadOneByOne() throws IOException {
        AtomicInteger held = new AtomicInteger();
        Ahead.each(MANY, i -> 5L << 20, i -> held.incrementAndGet(), read -> {
            assertThat(held.getAndDecrement()).isOne();
        });
    }

    @Test
    void firstFailureEndsIt() {
        List<Integer> taken = new ArrayList<>();
        assertThatThrownBy(() -> Ahead.each(
                        MANY,
                        i -> 1,
                        i -> {
                            if (i == 40) {
                                throw new DamagedBackupException("the 40th");
                            }
                            return i;
                        },
                        taken::add))
                .isInstanceOf(DamagedBackupException.class)
                .hasMessage("the 40th");
        assertThat(taken).isEqualTo(MANY.subList(0, 40));
    }
}
