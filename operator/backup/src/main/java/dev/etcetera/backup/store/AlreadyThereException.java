package dev.etcetera.backup.store;

import java.io.IOException;

/** An object of this key is there: nothing is written over. */
public final class AlreadyThereException extends IOException {
    private static final long serialVersionUID = 1L;

    /** There is one of this key, or what people call it. */
    public AlreadyThereException(String key) {
        super(key + " is there already");
    }

    AlreadyThereException(String key, Throwable cause) {
        super(key + " is there already", cause);
    }
}
