package dev.etcetera.backend;

import java.io.IOException;

/** The files of a backend are not what was written. */
public final class BackendDamagedException extends IOException {
    private static final long serialVersionUID = 1L;
    private static final String LOCKED = "Can't acquire environment lock";

    BackendDamagedException(RuntimeException cause) {
        super(cause.getMessage(), cause);
    }

    /** Whether files that could be read are wrong, rather than that the disk or another owner keeps them from being read. */
    static boolean isDamage(RuntimeException failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof IOException) {
                return false;
            }
        }
        return !String.valueOf(failure.getMessage()).startsWith(LOCKED);
    }
}
