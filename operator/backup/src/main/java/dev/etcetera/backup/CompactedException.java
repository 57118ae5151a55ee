package dev.etcetera.backup;

import java.io.IOException;

/** The history that was asked for is compacted. */
final class CompactedException extends IOException {
    private static final long serialVersionUID = 1L;

    CompactedException(long compactRevision) {
        super("what is before revision " + compactRevision + " is compacted");
    }
}
