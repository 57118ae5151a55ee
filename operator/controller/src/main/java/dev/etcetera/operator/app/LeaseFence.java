package dev.etcetera.operator.app;

import dev.etcetera.operator.execute.Fence;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Open while the lease cannot have gone to another replica. What it was seen to last for is counted on a clock that goes on
 * while the process is stopped: one that was paused past its lease finds the fence closed before it does anything, and looks
 * at the lease anew.
 */
final class LeaseFence implements Fence {
    /** For clocks that do not quite agree, and for what was let through and is on its way. */
    private static final Duration MARGIN = Duration.ofSeconds(1);

    private final Duration lease;
    private final Supplier<Optional<Instant>> renewed;
    private final LongSupplier nanos;
    private final InstantSource clock;
    private volatile long openUntil;

    /** {@code renewed} says when this replica last renewed the lease that it holds, by this machine's clock; it asks Kubernetes. */
    LeaseFence(Duration lease, Supplier<Optional<Instant>> renewed, LongSupplier nanos, InstantSource clock) {
        this.lease = lease;
        this.renewed = renewed;
        this.nanos = nanos;
        this.clock = clock;
        this.openUntil = nanos.getAsLong();
    }

    @Override
    public void check() {
        if (!open() && !look()) {
            throw new ClosedException("this replica of the operator does not hold the lease any more: nothing is done");
        }
    }

    private boolean look() {
        // In this order: whatever stops the process in between makes the time that is left shorter, never longer.
        long before = nanos.getAsLong();
        Instant now = clock.instant();
        renewed.get()
                .ifPresent(at -> openUntil = before
                        + lease.minus(MARGIN).minus(Duration.between(at, now)).toNanos());
        return open();
    }

    private boolean open() {
        return nanos.getAsLong() - openUntil < 0;
    }
}
