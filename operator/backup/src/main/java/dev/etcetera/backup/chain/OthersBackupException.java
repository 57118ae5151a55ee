package dev.etcetera.backup.chain;

import java.io.IOException;

/** A backup of this name is another writer's: it is neither written over nor deleted, however often that is tried. */
public final class OthersBackupException extends IOException {
    private static final long serialVersionUID = 1L;

    OthersBackupException(String name, String owner) {
        super("backup %s of another writer (%s) is there already".formatted(name, owner));
    }
}
