package dev.etcetera.wal;

import java.io.IOException;
import java.nio.file.Path;

/** The log is damaged where no torn write can have damaged it: opening it would silently lose what was acknowledged. */
public final class WalCorruptException extends IOException {
    private static final long serialVersionUID = 1L;
    private static final String ADVICE =
            "nothing was changed; remove this member, add it again and start it with an empty data directory,"
                    + " or restore a snapshot if it is the only member";

    private final String file;
    private final long offset;

    WalCorruptException(Path file, long offset, String damage) {
        super("wal: %s is damaged at offset %d: %s; %s".formatted(file, offset, damage, ADVICE));
        this.file = file.toString();
        this.offset = offset;
    }

    public String file() {
        return file;
    }

    /** Where the first record begins that cannot be read. */
    public long offset() {
        return offset;
    }

    public String advice() {
        return ADVICE;
    }
}
