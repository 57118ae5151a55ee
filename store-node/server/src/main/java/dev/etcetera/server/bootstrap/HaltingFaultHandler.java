package dev.etcetera.server.bootstrap;

import dev.etcetera.server.consensus.FaultHandler;
import dev.etcetera.server.log.ZapLog;

/** Ends the process at once: no shutdown hook runs, nothing is written any more, the WAL is what the restart finds. */
final class HaltingFaultHandler implements FaultHandler {
    private static final int EXIT_STATUS = 1;

    private final ZapLog log;

    HaltingFaultHandler(ZapLog log) {
        this.log = log;
    }

    @Override
    public void fatal(String what, Exception cause) {
        log.fatal(what, "error", cause);
        Runtime.getRuntime().halt(EXIT_STATUS);
    }
}
