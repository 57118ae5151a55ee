package dev.etcetera.server.rpc;

import dev.etcetera.server.consensus.SnapshotDatabase;
import java.util.function.Consumer;

/** Where the database for a client's snapshot comes from. Any thread. */
@FunctionalInterface
public interface DatabaseSource {
    /**
     * Freezes what is applied by now. {@code taken} gets it on the apply thread: it must return at once, and see to it that
     * the database is closed.
     */
    void freeze(Consumer<SnapshotDatabase> taken);
}
