package dev.etcetera.backup.member;

import java.io.IOException;

/** The history that was asked for is compacted. */
public final class CompactedException extends IOException {
    private static final long serialVersionUID = 1L;

    /** What is before this revision is gone. */
    public CompactedException(long compactRevision) {
        super("what is before revision " + compactRevision + " is compacted");
    }
}
