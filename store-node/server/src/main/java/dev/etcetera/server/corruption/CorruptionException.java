package dev.etcetera.server.corruption;

import java.io.IOException;

/** This member holds something else than the others: it must not start. */
public final class CorruptionException extends IOException {
    private static final long serialVersionUID = 1L;

    CorruptionException(String message) {
        super(message);
    }
}
