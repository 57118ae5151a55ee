package dev.etcetera.wal;

import java.io.IOException;

/**
 * What becomes of a write for which the disk has no room: a port, asked in the thread that writes. A write that was refused
 * has changed nothing and may be tried again; that is not so of a failed fsync, which never comes here.
 */
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

    /** Whether so many bytes may be taken without using up what is held in reserve. */
    default boolean hasRoomFor(long bytes) {
        return true;
    }
}
