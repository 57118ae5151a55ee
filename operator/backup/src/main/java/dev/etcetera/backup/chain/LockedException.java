package dev.etcetera.backup.chain;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/** The store keeps an object, whoever asks. */
public final class LockedException extends IOException {
    private static final long serialVersionUID = 1L;
    private static final Pattern UNTIL =
            Pattern.compile("locked until (\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?Z) ");

    /** The lock comes first: of long lines only the beginning is kept. */
    LockedException(String backup, String key, String lock) {
        super("locked %s: backup %s stays, as the store keeps %s".formatted(lock, backup, key));
    }

    /** The end of the lock of which such a message speaks, if it has one. */
    public static Optional<Instant> until(String message) {
        return UNTIL.matcher(message).results().findFirst().map(found -> Instant.parse(found.group(1)));
    }
}
