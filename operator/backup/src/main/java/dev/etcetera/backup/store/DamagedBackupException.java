package dev.etcetera.backup.store;

import java.io.IOException;

/** What is stored, or what a member sent, is not what it says it is. */
public final class DamagedBackupException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Says what is damaged, and how that is seen. */
    public DamagedBackupException(String damage) {
        super(damage);
    }

    /** Says what is damaged, and what came of it. */
    public DamagedBackupException(String damage, Throwable cause) {
        super(damage, cause);
    }
}
