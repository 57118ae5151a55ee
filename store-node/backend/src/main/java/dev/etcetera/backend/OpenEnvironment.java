package dev.etcetera.backend;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * An environment that is in use. Once {@link #retire} was called, it is closed when the last snapshot of it has been given
 * back, on a thread of its own: whoever reads last may be an event loop. Any thread.
 */
final class OpenEnvironment {
    private final XodusEnvironment xodus;
    /** Snapshots that were not given back, plus one for the backend itself. */
    private final AtomicInteger users = new AtomicInteger(1);

    private volatile Runnable afterClose = () -> {};

    OpenEnvironment(XodusEnvironment xodus) {
        this.xodus = xodus;
    }

    XodusEnvironment xodus() {
        return xodus;
    }

    void acquire() {
        users.incrementAndGet();
    }

    void release() {
        if (users.decrementAndGet() == 0) {
            Thread.ofPlatform().name("backend-close").daemon().start(this::close);
        }
    }

    /** Nobody will take a new snapshot; {@code action} runs when the last one is back and the files are closed. */
    void retire(Runnable action) {
        afterClose = action;
        release();
    }

    private void close() {
        xodus.environment().close();
        afterClose.run();
    }
}
