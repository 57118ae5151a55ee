package dev.etcetera.server.storage;

import java.io.IOException;

/** A data directory that must not be used, and one line that says why and what to do. */
public final class DataDirException extends IOException {
    private static final long serialVersionUID = 1L;

    public DataDirException(String message) {
        super(message);
    }
}
