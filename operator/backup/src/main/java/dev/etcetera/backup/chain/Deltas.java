package dev.etcetera.backup.chain;

import dev.etcetera.backup.store.Ahead;
import dev.etcetera.backup.store.DamagedBackupException;
import dev.etcetera.backup.store.ObjectStore;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The deltas of a store, in a folder of the backup that they continue. Each is named after its first revision. */
public final class Deltas {
    static final String FOLDER = "/deltas/";

    private final ObjectStore store;

    /** Those of this store, which stays open. */
    public Deltas(ObjectStore store) {
        this.store = store;
    }

    /** Adds one; one that begins at the same revision must not be there. */
    void put(String backup, Delta delta) throws IOException {
        store.put(key(backup, delta.header().from()), delta.toBytes());
    }

    /** Of all, in order. */
    List<String> keys(String backup) throws IOException {
        return store.list(backup + FOLDER);
    }

    /** The headers of all, in order. */
    public List<DeltaHeader> headers(String backup) throws IOException {
        List<DeltaHeader> headers = new ArrayList<>();
        Ahead.each(keys(backup), key -> 0, this::header, headers::add);
        return headers;
    }

    /** The header of the last one, without reading the others. */
    Optional<DeltaHeader> last(String backup) throws IOException {
        List<String> keys = keys(backup);
        return keys.isEmpty() ? Optional.empty() : Optional.of(header(keys.getLast()));
    }

    DeltaHeader header(String key) throws IOException {
        try (InputStream in = new BufferedInputStream(store.read(key))) {
            return Delta.readHeader(key, in);
        }
    }

    /**
     * Reads the one that begins at this revision.
     *
     * @throws NotThereException when there is none
     * @throws DamagedBackupException when it is not what its header says
     */
    public Delta read(String backup, long from) throws IOException {
        String key = key(backup, from);
        try (InputStream in = new BufferedInputStream(store.read(key))) {
            return Delta.read(key, in);
        }
    }

    /** One as it is stored, checked whole. */
    byte[] whole(String backup, String key) throws IOException {
        byte[] bytes;
        try (InputStream in = store.read(key)) {
            bytes = in.readAllBytes();
        }
        Delta delta = Delta.read(key, new ByteArrayInputStream(bytes));
        if (!key.equals(key(backup, delta.header().from()))) {
            throw new DamagedBackupException("%s is the delta from revision %d"
                    .formatted(key, delta.header().from()));
        }
        return bytes;
    }

    private static String key(String backup, long from) {
        return "%s%s%016x".formatted(backup, FOLDER, from);
    }
}
