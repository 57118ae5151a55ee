package dev.etcetera.server.storage;

import java.io.IOException;

/** A data directory that must not be used, and one line that says why and what to do. */
public final class DataDirException extends IOException {
    private static final long serialVersionUID = 1L;

    /** What to do about a directory of which a part is lost. */
    public static final String ADVICE = "remove this member, add it again and start it with an empty data directory,"
            + " or restore a snapshot if it is the only member";

    public DataDirException(String message) {
        super(message);
    }

    public DataDirException(String message, Throwable cause) {
        super(message, cause);
    }
}
