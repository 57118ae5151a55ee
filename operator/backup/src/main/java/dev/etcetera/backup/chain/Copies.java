package dev.etcetera.backup.chain;

import dev.etcetera.backup.store.AlreadyThereException;
import dev.etcetera.backup.store.DamagedBackupException;
import dev.etcetera.backup.store.NotThereException;
import dev.etcetera.backup.store.ObjectStore;
import dev.etcetera.backup.store.ObjectWriter;
import java.io.IOException;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Copies backups from one store to another, under their names and their writers' ids, each sealed as the other store is. In the
 * order in which they came to be: writer, data, deltas, and the manifest last, so that what a crash leaves is no backup yet,
 * and the next try goes on there. Deltas go in order: those that are there have no gap. Owned by one thread.
 */
public final class Copies {
    private final Side from;
    private final Side to;

    private record Side(ObjectStore store, Backups backups, Deltas deltas) {
        static Side of(ObjectStore store) {
            return new Side(store, new Backups(store, InstantSource.system()), new Deltas(store));
        }
    }

    /** From one store into another, which both stay open. */
    public Copies(ObjectStore from, ObjectStore to) {
        this.from = Side.of(from);
        this.to = Side.of(to);
    }

    /**
     * What was done.
     *
     * @param data whether the full backup was not there yet
     * @param deltas how many were not
     */
    public record Copied(boolean data, int deltas) {}

    /** Of the backup of this name, or of all in the folder of this name; of all for "". */
    public List<String> names(String name) throws IOException {
        return from.backups().names(name).stream()
                .filter(n -> name.isEmpty() || n.equals(name) || n.startsWith(name.endsWith("/") ? name : name + "/"))
                .toList();
    }

    /**
     * Copies what is not there yet.
     *
     * @throws DamagedBackupException when the source is: then the backup does not appear
     * @throws AlreadyThereException when another one of the name is
     */
    public Copied copy(String name) throws IOException {
        Manifest manifest = from.backups().find(name).orElseThrow(() -> new NotThereException("backup " + name));
        to.backups().claim(name, from.backups().writerOf(name).orElse(manifest.writer()));
        Optional<Manifest> there = to.backups().find(name);
        if (there.isPresent() && !there.get().equals(manifest)) {
            throw new AlreadyThereException("another backup " + name);
        }
        boolean data = there.isEmpty() && copyData(manifest);
        int deltas = copyDeltas(name);
        if (there.isEmpty()) {
            String key = Backups.manifestKey(name);
            to.store().put(key, from.backups().small(key));
        }
        return new Copied(data, deltas);
    }

    private boolean copyData(Manifest manifest) throws IOException {
        if (hasData(manifest)) {
            return false;
        }
        String key = Backups.dataKey(manifest.name());
        to.store().delete(key);
        try (ObjectWriter data = to.store().begin(key)) {
            from.backups().read(manifest.name(), data);
            data.finish();
        }
        return true;
    }

    /** Whether an earlier try came so far. */
    private boolean hasData(Manifest manifest) throws IOException {
        try {
            to.backups().readData(manifest, (bytes, offset, length) -> {});
            return true;
        } catch (NotThereException | DamagedBackupException e) {
            return false;
        }
    }

    /** One that is there was written whole; only the last is compared, where two histories of one name would differ. */
    private int copyDeltas(String name) throws IOException {
        List<String> there = to.deltas().keys(name);
        Set<String> had = new HashSet<>(there);
        int copied = 0;
        for (String key : from.deltas().keys(name)) {
            if (!had.contains(key)) {
                to.store().put(key, from.deltas().whole(name, key));
                copied++;
            } else if (key.equals(there.getLast())
                    && !from.deltas().header(key).equals(to.deltas().header(key))) {
                throw new AlreadyThereException("another " + key);
            }
        }
        return copied;
    }
}
