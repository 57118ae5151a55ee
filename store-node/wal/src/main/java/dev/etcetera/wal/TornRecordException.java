package dev.etcetera.wal;

import java.io.IOException;
import java.nio.file.Path;

/** The last write was cut off by a crash: nobody was told about it, so it may be dropped. */
final class TornRecordException extends IOException {
    private static final long serialVersionUID = 1L;

    TornRecordException(Path file, long offset) {
        super("wal: the last write to %s was cut off at offset %d".formatted(file, offset));
    }
}
