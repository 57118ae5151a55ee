package dev.etcetera.wal;

import java.io.IOException;
import java.nio.file.Path;

/** Another process works on this log. */
public final class DataDirLockedException extends IOException {
    private static final long serialVersionUID = 1L;

    DataDirLockedException(Path file) {
        super("wal: %s is locked by another process; is another member running on the same data directory?"
                .formatted(file));
    }
}
