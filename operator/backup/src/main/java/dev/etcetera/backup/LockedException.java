package dev.etcetera.backup;

import java.io.IOException;

/** The store keeps an object, whoever asks. */
public final class LockedException extends IOException {
    private static final long serialVersionUID = 1L;

    LockedException(String backup, String key, String lock) {
        super("backup %s stays: %s is locked, %s".formatted(backup, key, lock));
    }
}
