package dev.etcetera.backup.restore;

import dev.etcetera.backup.chain.Delta;
import dev.etcetera.backup.chain.DeltaHeader;
import dev.etcetera.backup.chain.SnapshotSum;
import dev.etcetera.backup.store.ByteSink;
import dev.etcetera.backup.store.DamagedBackupException;
import dev.etcetera.backup.store.NotThereException;
import dev.etcetera.backup.store.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A file that somebody's `etcdctl snapshot save` wrote, stored as it is. Owned by one thread. */
public final class FileSource implements RestoreSource {
    private final ObjectStore store;
    private final String key;
    /** Of the first reading. */
    private @Nullable String sha256;

    /** A file as `etcdctl snapshot save` writes it, under this key. */
    public FileSource(ObjectStore store, String key) {
        this.store = store;
        this.key = key;
    }

    @Override
    public Recipe recipe() {
        return new Recipe(new Recipe.Base(key, 0, Optional.empty()), List.of(), Long.MAX_VALUE, List.of());
    }

    @Override
    public void exclude(Recipe recipe) throws IOException {
        throw new DamagedBackupException(key + " has more than was asked for");
    }

    @Override
    public void readBase(Recipe recipe, ByteSink sink) throws IOException {
        SnapshotSum sum = new SnapshotSum();
        try (InputStream in = store.read(key)) {
            sum.pass(in, sink);
        }
        String found = sum.check(key);
        if (sha256 != null && !sha256.equals(found)) {
            throw new DamagedBackupException(key + " became another one while it was read");
        }
        sha256 = found;
    }

    @Override
    public Delta readDelta(Recipe recipe, DeltaHeader header) throws IOException {
        throw new NotThereException("changes behind " + key);
    }
}
