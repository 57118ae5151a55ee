package dev.etcetera.backup.store;

import java.io.IOException;

/** No object of this key is there. */
public final class NotThereException extends IOException {
    private static final long serialVersionUID = 1L;

    /** There is none of this key, or what people call it. */
    public NotThereException(String key) {
        super(key + " is missing");
    }

    NotThereException(String key, Throwable cause) {
        super(key + " is missing", cause);
    }
}
