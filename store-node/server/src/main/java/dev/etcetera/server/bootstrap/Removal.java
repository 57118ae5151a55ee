package dev.etcetera.server.bootstrap;

import dev.etcetera.server.log.ZapLog;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Stops a member that is no longer one of its cluster, a second after it has learned of it, so that whoever asked for the
 * removal is still answered. Any thread.
 */
final class Removal {
    private static final long DELAY_MILLIS = 1_000;

    private final ScheduledExecutorService timers;
    private final ZapLog log;
    private final AtomicBoolean begun = new AtomicBoolean();
    private volatile Runnable stop = () -> {};

    Removal(ScheduledExecutorService timers, ZapLog log) {
        this.timers = timers;
        this.log = log;
    }

    /** What stops the member. */
    void stops(Runnable how) {
        stop = how;
    }

    /** Says why and stops the member, once. */
    void begin(String reason) {
        if (begun.compareAndSet(false, true)) {
            ScheduledFuture<?> _ = timers.schedule(
                    () -> {
                        log.warn("server error", "error", reason);
                        log.warn("data-dir used by this member must be removed");
                        Thread.ofPlatform().name("removal").start(stop);
                    },
                    DELAY_MILLIS,
                    TimeUnit.MILLISECONDS);
        }
    }
}
