package dev.etcetera.wal;

import java.util.Optional;

/** The kinds of record in a log; the number on disk is the position here plus one. */
enum RecordType {
    METADATA,
    ENTRY,
    STATE,
    CRC,
    SNAPSHOT;

    private static final RecordType[] ALL = values();

    int number() {
        return ordinal() + 1;
    }

    static Optional<RecordType> of(int number) {
        return number >= 1 && number <= ALL.length ? Optional.of(ALL[number - 1]) : Optional.empty();
    }
}
