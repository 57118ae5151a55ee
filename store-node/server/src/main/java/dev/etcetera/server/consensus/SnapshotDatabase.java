package dev.etcetera.server.consensus;

import java.io.IOException;
import java.io.OutputStream;

/** The database part of a snapshot on its way to another member. Used by one thread, which closes it. */
public interface SnapshotDatabase extends AutoCloseable {
    /** How many bytes {@link #writeTo} will write. May read the whole database. */
    long sizeBytes() throws IOException;

    /** Writes the database file, once, with bounded memory. */
    void writeTo(OutputStream out) throws IOException;

    @Override
    void close();
}
