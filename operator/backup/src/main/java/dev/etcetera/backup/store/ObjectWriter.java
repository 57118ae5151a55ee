package dev.etcetera.backup.store;

import java.io.Closeable;
import java.io.IOException;

/** An object that is being written: there once it is finished, and gone when it is closed before. Owned by one thread. */
public interface ObjectWriter extends ByteSink, Closeable {
    /** Waits while as much is under way as may be. */
    @Override
    void write(byte[] bytes, int offset, int length) throws IOException;

    /**
     * Makes it appear, durably.
     *
     * @throws AlreadyThereException when another one of the key has appeared meanwhile
     */
    void finish() throws IOException;
}
