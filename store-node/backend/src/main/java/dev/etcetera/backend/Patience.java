package dev.etcetera.backend;

import java.io.IOException;

/** Knows whether somebody who writes is waiting for room on the disk. Any thread. */
final class Patience implements FullDisk {
    private final FullDisk whenFull;
    private volatile boolean waiting;

    Patience(FullDisk whenFull) {
        this.whenFull = whenFull;
    }

    boolean isTried() {
        return waiting;
    }

    /** Xodus writes under a lock of its own: at most one thread is here. */
    @Override
    public void await(IOException failure) throws IOException {
        waiting = true;
        try {
            whenFull.await(failure);
        } finally {
            waiting = false;
        }
    }
}
