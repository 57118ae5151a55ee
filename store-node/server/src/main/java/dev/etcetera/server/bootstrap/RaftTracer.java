package dev.etcetera.server.bootstrap;

import dev.etcetera.raft.Tracer;
import dev.etcetera.server.log.ZapLog;

/** Raft's own words in the member's log. */
record RaftTracer(ZapLog log) implements Tracer {
    @Override
    public void info(String message) {
        log.info(message);
    }

    @Override
    public void warn(String message) {
        log.warn(message);
    }

    @Override
    public boolean debugging() {
        return log.debugEnabled();
    }

    @Override
    public void debug(String message) {
        log.debug(message);
    }
}
