package dev.etcetera.backup;

import java.io.IOException;

/** An object of this key is there: nothing is written over. */
public final class AlreadyThereException extends IOException {
    private static final long serialVersionUID = 1L;

    AlreadyThereException(String key) {
        super(key + " is there already");
    }

    AlreadyThereException(String key, Throwable cause) {
        super(key + " is there already", cause);
    }
}
