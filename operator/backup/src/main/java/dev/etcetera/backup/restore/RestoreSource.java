package dev.etcetera.backup.restore;

import dev.etcetera.backup.chain.Delta;
import dev.etcetera.backup.chain.DeltaHeader;
import dev.etcetera.backup.store.ByteSink;
import dev.etcetera.backup.store.DamagedBackupException;
import java.io.IOException;

/** Where what is restored comes from. Its objects are read as often as they are asked for, and checked each time. Owned by one thread. */
public interface RestoreSource {
    /** What to put together; what was {@link #exclude}d is not the base. */
    Recipe recipe() throws IOException;

    /** The base of this recipe turned out to have changes beyond the target. */
    void exclude(Recipe recipe) throws IOException;

    /**
     * Reads the base whole, a database with its sum behind it, and gives it to {@code sink}, which must not trust it before
     * this returns.
     *
     * @throws DamagedBackupException when it is not what it should be
     */
    void readBase(Recipe recipe, ByteSink sink) throws IOException;

    /** Reads a delta whole. Any thread. */
    Delta readDelta(Recipe recipe, DeltaHeader header) throws IOException;
}
