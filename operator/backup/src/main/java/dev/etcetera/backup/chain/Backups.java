package dev.etcetera.backup.chain;

import dev.etcetera.backup.member.KvHash;
import dev.etcetera.backup.member.Snapshots;
import dev.etcetera.backup.store.ByteSink;
import dev.etcetera.backup.store.DamagedBackupException;
import dev.etcetera.backup.store.NotThereException;
import dev.etcetera.backup.store.ObjectStore;
import dev.etcetera.backup.store.ObjectWriter;
import dev.etcetera.backup.store.SmallObjects;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The backups of a store. Each has three objects in a folder of its name, in the order in which they are written: who writes
 * it, the data (as `etcdctl snapshot save` writes them), and the manifest, without which it is none. Whatever a crash leaves,
 * the same writer may begin again, and nobody else writes over it.
 */
public final class Backups {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]([-A-Za-z0-9._/]*[A-Za-z0-9])?");
    private static final String DATA = "/snapshot.db";

    private final ObjectStore store;
    private final InstantSource clock;
    private final Progress progress = new Progress();

    /** Those of this store, which stays open; the clock says when a backup was taken. */
    public Backups(ObjectStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    /** How far the backup is that is being taken. */
    public Progress progress() {
        return progress;
    }

    /** Takes a backup; one that this writer has finished before is not taken again, if it is whole. */
    public Manifest save(String name, String writer, Snapshots member) throws IOException {
        String known = checked(name);
        Optional<Manifest> before;
        try (Asked asked = Asked.of(member)) {
            claim(known, writer);
            before = find(known);
            if (before.isEmpty()) {
                return save(known, writer, member, asked.wanted());
            }
        }
        if (isWhole(before.get())) {
            return before.get();
        }
        store.delete(manifestKey(known));
        try (Asked asked = Asked.of(member)) {
            return save(known, writer, member, asked.wanted());
        }
    }

    private Manifest save(String name, String writer, Snapshots member, Asked.Answer answer) throws IOException {
        store.delete(dataKey(name));
        Snapshots.Origin origin = answer.origin();
        Taken taken = take(name, answer, member);
        long least = taken.revision().orElse(origin.revision());
        long most = taken.revision().isPresent() ? least : member.origin().revision();
        Manifest manifest = new Manifest(
                Manifest.FORMAT,
                name,
                writer,
                origin.clusterId(),
                origin.memberId(),
                origin.etcdVersion(),
                least,
                most,
                origin.authRevision(),
                taken.sizeBytes(),
                taken.sha256(),
                taken.frozen().toString(),
                taken.revision().isPresent()
                        ? taken.hash().orElse(null)
                        : least == most ? member.hash(least).orElse(null) : null);
        store.put(manifestKey(name), manifest.toJson().getBytes(StandardCharsets.UTF_8));
        return manifest;
    }

    /**
     * A manifest may be that of an earlier life of this writer, which was thought to be dead, and the data that of the life after
     * it: nothing less than reading them tells.
     */
    private boolean isWhole(Manifest manifest) throws IOException {
        try {
            readData(manifest, (bytes, offset, length) -> {});
            return true;
        } catch (DamagedBackupException | NotThereException _) {
            return false;
        }
    }

    /** Data that are stored. */
    private record Taken(
            Optional<Long> revision, long sizeBytes, String sha256, Instant frozen, Optional<KvHash> hash) {}

    private Taken take(String name, Asked.Answer answer, Snapshots member) throws IOException {
        SnapshotSum sum = new SnapshotSum();
        Instant[] frozen = new Instant[1];
        try (ObjectWriter data = store.begin(dataKey(name));
                Progress.Running running = progress.begin(name, member.expectedBytes())) {
            Optional<Long> revision = answer.sending().to((bytes, offset, length) -> {
                // What it has, it had by then.
                frozen[0] = frozen[0] == null ? clock.instant() : frozen[0];
                sum.update(bytes, offset, length);
                data.write(bytes, offset, length);
                running.sent(sum.sizeBytes());
            });
            String sha256 = sum.check("what member " + answer.origin().memberId() + " sent");
            try (Hashing hashing = Hashing.begin(member, revision)) {
                data.finish();
                return new Taken(revision, sum.sizeBytes(), sha256, frozen[0], hashing.result());
            }
        }
    }

    /**
     * What there is in a folder.
     *
     * @param unfinished names that somebody has begun to write, or to delete
     */
    record Stored(List<Manifest> finished, List<String> unfinished) {
        Stored {
            finished = List.copyOf(finished);
            unfinished = List.copyOf(unfinished);
        }

        /** With one more, which is finished now. */
        Stored and(Manifest manifest) {
            return new Stored(
                    Stream.concat(finished.stream(), Stream.of(manifest)).toList(), unfinished);
        }
    }

    /** Looks once at all of it. */
    Stored stored(String prefix) throws IOException {
        List<Manifest> finished = new ArrayList<>();
        List<String> keys = store.list(prefix);
        Set<String> unfinished = new TreeSet<>(namesOf(keys, SmallObjects.WRITER));
        namesOf(keys, SmallObjects.MANIFEST).forEach(unfinished::remove);
        for (String key : keys) {
            if (key.endsWith(SmallObjects.MANIFEST)) {
                finished.add(Manifest.parse(key, small(key)));
            }
        }
        return new Stored(finished, List.copyOf(unfinished));
    }

    /** All that are finished, by name. Folders without a manifest are none. */
    public List<Manifest> list(String prefix) throws IOException {
        return stored(prefix).finished();
    }

    /** Names of all that are finished, whatever their manifests say. */
    List<String> names(String prefix) throws IOException {
        return namesOf(store.list(prefix), SmallObjects.MANIFEST);
    }

    private static List<String> namesOf(List<String> keys, String object) {
        return keys.stream()
                .filter(k -> k.endsWith(object))
                .map(k -> k.substring(0, k.length() - object.length()))
                .toList();
    }

    /**
     * Reads a backup whole and gives its data to {@code sink}, which must not trust them before this returns.
     *
     * @throws DamagedBackupException when it is not what its manifest says
     */
    public Manifest read(String name, ByteSink sink) throws IOException {
        Manifest manifest = find(checked(name)).orElseThrow(() -> new NotThereException("backup " + name));
        if (!manifest.name().equals(name)) {
            throw new DamagedBackupException(
                    "the manifest in %s is that of backup %s".formatted(name, manifest.name()));
        }
        readData(manifest, sink);
        return manifest;
    }

    /** The data of this manifest, which need not be there yet itself. */
    void readData(Manifest manifest, ByteSink sink) throws IOException {
        String key = dataKey(manifest.name());
        SnapshotSum sum = new SnapshotSum();
        try (InputStream in = store.read(key)) {
            sum.pass(in, sink);
        }
        if (sum.sizeBytes() != manifest.sizeBytes()) {
            throw new DamagedBackupException(
                    "%s has %d bytes, its manifest says %d".formatted(key, sum.sizeBytes(), manifest.sizeBytes()));
        }
        String found = sum.check(key);
        if (!found.equals(manifest.sha256())) {
            throw new DamagedBackupException("%s is the data of another backup: its SHA-256 is %s, its manifest says %s"
                    .formatted(key, found, manifest.sha256()));
        }
    }

    /**
     * Deletes a backup of this writer and its deltas; the manifest first, so that what is left of it at any moment is none.
     * Nothing of it is deleted as long as the store keeps any of its objects. That is asked first of what was written last and
     * is kept longest: most often the only question, and the answer is the end.
     *
     * @throws LockedException when the store keeps one
     */
    public void delete(String name, String writer) throws IOException {
        Optional<String> owner = writerOf(checked(name));
        if (owner.isEmpty()) {
            return;
        }
        refuseOthers(name, owner.get(), writer);
        store.giveUp(dataKey(name));
        List<String> deltas = store.list(name + Deltas.FOLDER).reversed();
        refuseLocked(name, deltas);
        refuseLocked(name, List.of(manifestKey(name), dataKey(name), writerKey(name)));
        store.delete(manifestKey(name));
        store.delete(dataKey(name));
        for (String delta : deltas) {
            store.delete(delta);
        }
        store.delete(writerKey(name));
    }

    private void refuseLocked(String name, List<String> keys) throws IOException {
        for (String key : keys) {
            Optional<String> lock = store.locked(key);
            if (lock.isPresent()) {
                throw new LockedException(name, key, lock.get());
            }
        }
    }

    /** Makes a name this writer's, if it is nobody's yet. */
    void claim(String name, String writer) throws IOException {
        Optional<String> owner = writerOf(name);
        if (owner.isEmpty()) {
            store.put(writerKey(name), writer.getBytes(StandardCharsets.UTF_8));
        } else {
            refuseOthers(name, owner.get(), writer);
        }
    }

    private static void refuseOthers(String name, String owner, String writer) throws OthersBackupException {
        if (!owner.equals(writer)) {
            throw new OthersBackupException(name, owner);
        }
    }

    Optional<String> writerOf(String name) throws IOException {
        try {
            return Optional.of(new String(small(writerKey(name)), StandardCharsets.UTF_8));
        } catch (NotThereException e) {
            return Optional.empty();
        }
    }

    Optional<Manifest> find(String name) throws IOException {
        try {
            return Optional.of(Manifest.parse(manifestKey(name), small(manifestKey(name))));
        } catch (NotThereException e) {
            return Optional.empty();
        }
    }

    /** An object that is read at once. */
    byte[] small(String key) throws IOException {
        try (InputStream in = store.read(key)) {
            return in.readNBytes(SmallObjects.MOST_BYTES);
        }
    }

    static String dataKey(String name) {
        return name + DATA;
    }

    static String manifestKey(String name) {
        return name + SmallObjects.MANIFEST;
    }

    private static String writerKey(String name) {
        return name + SmallObjects.WRITER;
    }

    private static String checked(String name) {
        if (!NAME.matcher(name).matches() || name.contains("..") || name.contains("//")) {
            throw new IllegalArgumentException(
                    "'%s' is no name of a backup: letters, digits, '-', '.', '_' and '/'".formatted(name));
        }
        return name;
    }
}
