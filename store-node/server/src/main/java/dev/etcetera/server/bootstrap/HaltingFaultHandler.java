package dev.etcetera.server.bootstrap;

import dev.etcetera.server.consensus.FaultHandler;
import dev.etcetera.server.log.ZapLog;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Ends the process at once: no shutdown hook runs, nothing is written any more, the WAL is what the restart finds. What fails
 * in the wake of the first fault is not told.
 */
final class HaltingFaultHandler implements FaultHandler {
    private static final int EXIT_STATUS = 1;

    private final ZapLog log;
    private final AtomicBoolean halting = new AtomicBoolean();

    HaltingFaultHandler(ZapLog log) {
        this.log = log;
    }

    /** A disk's failure is told in one line; where the program met it helps nobody. */
    @Override
    public void fatal(String what, Exception cause) {
        if (halting.compareAndSet(false, true)) {
            log.fatal(what, "error", cause instanceof IOException ? cause.getMessage() : cause);
            Runtime.getRuntime().halt(EXIT_STATUS);
        }
    }
}
