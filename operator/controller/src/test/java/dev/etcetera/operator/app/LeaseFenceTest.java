package dev.etcetera.operator.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etcetera.operator.execute.Fence;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class LeaseFenceTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration LEASE = Duration.ofSeconds(10);

    private Duration passed = Duration.ZERO;
    private Optional<Instant> renewed = Optional.of(START);
    private int looks;
    private Runnable whileLooking = () -> {};
    private final LeaseFence fence =
            new LeaseFence(LEASE, this::look, () -> passed.toNanos(), () -> START.plus(passed));

    private Optional<Instant> look() {
        looks++;
        Optional<Instant> answer = renewed;
        whileLooking.run();
        return answer;
    }

    private void pass(int seconds) {
        passed = passed.plusSeconds(seconds);
    }

    private void assertOpen(int looksSoFar) {
        assertThatCode(fence::check).doesNotThrowAnyException();
        assertThat(looks).isEqualTo(looksSoFar);
    }

    private void assertClosed() {
        assertThatThrownBy(fence::check).isInstanceOf(Fence.ClosedException.class);
    }

    @Test
    void oneLookLastsUntilTheLeaseThatWasSeenMayBeOver() {
        pass(2);
        assertOpen(1);
        pass(6);
        assertOpen(1);
        renewed = Optional.of(START.plusSeconds(8));
        pass(2);
        assertOpen(2);
    }

    @Test
    void whoWasStoppedPastTheLeaseDoesNothingMoreOnceAnotherHoldsIt() {
        assertOpen(1);
        pass(30);
        renewed = Optional.empty();
        assertClosed();
    }

    @Test
    void whoWasStoppedPastTheLeaseDoesNothingMoreBeforeItHasRenewedIt() {
        assertOpen(1);
        pass(30);
        assertClosed();
        renewed = Optional.of(START.plusSeconds(30));
        assertOpen(3);
    }

    @Test
    void whoIsStoppedWhileItLooksDoesNotBelieveWhatItSaw() {
        whileLooking = () -> pass(30);
        assertClosed();
    }

    @Test
    void leaseThatNobodyHoldsIsNotOurs() {
        renewed = Optional.empty();
        assertClosed();
    }
}
