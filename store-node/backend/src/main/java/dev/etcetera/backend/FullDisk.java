package dev.etcetera.backend;

import java.io.IOException;

/** What becomes of a write for which the disk has no room: a port, asked in the thread that writes, before anything is lost. */
@FunctionalInterface
public interface FullDisk {
    /** Gives up at once. */
    FullDisk FATAL = failure -> {
        throw failure;
    };

    /**
     * Returns when the write is worth another try.
     *
     * @throws IOException the failure itself, if it is of another kind or if nobody wants to wait any longer
     */
    void await(IOException failure) throws IOException;
}
