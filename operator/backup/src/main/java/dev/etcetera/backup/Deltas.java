package dev.etcetera.backup;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** The deltas of a store, in a folder of the backup that they continue. Each is named after its first revision. */
final class Deltas {
    private static final String FOLDER = "/deltas/";

    private final ObjectStore store;

    Deltas(ObjectStore store) {
        this.store = store;
    }

    /** Adds one; one that begins at the same revision must not be there. */
    void put(String backup, Delta delta) throws IOException {
        store.put(key(backup, delta.header().from()), delta.toBytes());
    }

    /** The headers of all, in order. */
    List<DeltaHeader> headers(String backup) throws IOException {
        List<DeltaHeader> headers = new ArrayList<>();
        for (String key : store.list(backup + FOLDER)) {
            try (InputStream in = store.read(key)) {
                headers.add(Delta.readHeader(key, in));
            }
        }
        return headers;
    }

    Delta read(String backup, long from) throws IOException {
        String key = key(backup, from);
        try (InputStream in = store.read(key)) {
            return Delta.read(key, in);
        }
    }

    private static String key(String backup, long from) {
        return "%s%s%016x".formatted(backup, FOLDER, from);
    }
}
