package dev.etcetera.backend;

/** The backend could not write a batch: nothing may be applied any more and the member must stop. */
public final class BackendFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BackendFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
