package dev.etcetera.backend;

import java.io.IOException;

/** The backend could not write a batch: nothing may be applied any more and the member must stop. */
public final class BackendFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BackendFailedException(RuntimeException cause) {
        super(reason(cause), cause);
    }

    /** What the disk said first, with the file; Xodus wraps it in what it was doing. */
    public static String reason(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof IOException io && io.getMessage() != null) {
                return io.getMessage();
            }
        }
        return String.valueOf(failure.getMessage());
    }
}
