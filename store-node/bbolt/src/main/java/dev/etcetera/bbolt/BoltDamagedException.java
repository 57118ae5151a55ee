package dev.etcetera.bbolt;

import java.io.IOException;
import java.nio.file.Path;

/** A file is no bbolt database, or not a whole one. Nothing read from it can be trusted. */
public final class BoltDamagedException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String file;
    private final long offset;

    BoltDamagedException(Path file, long offset, String damage) {
        super("bbolt: %s is damaged at offset %d: %s".formatted(file, offset, damage));
        this.file = file.toString();
        this.offset = offset;
    }

    public String file() {
        return file;
    }

    /** Where the page or the element begins that does not fit. */
    public long offset() {
        return offset;
    }
}
