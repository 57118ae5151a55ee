package dev.etcetera.backup.chain;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** How a continuous backup calls its full backups: by when they were begun, below their chain. */
final class ChainNames {
    private static final DateTimeFormatter BEGUN =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

    private ChainNames() {}

    static String name(String chain, Instant begun) {
        return chain + "/" + BEGUN.format(begun);
    }

    /** When this one was begun; empty when it is called otherwise. */
    static Optional<Instant> begun(String chain, String name) {
        try {
            return Optional.of(BEGUN.parse(name.substring(chain.length() + 1), Instant::from));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
