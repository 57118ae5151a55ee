package dev.etcetera.backup;

import java.io.IOException;

/** What is stored, or what a member sent, is not what it says it is. */
public final class DamagedBackupException extends IOException {
    private static final long serialVersionUID = 1L;

    DamagedBackupException(String damage) {
        super(damage);
    }

    DamagedBackupException(String damage, Throwable cause) {
        super(damage, cause);
    }
}
