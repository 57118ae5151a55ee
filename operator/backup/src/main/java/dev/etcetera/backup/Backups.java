package dev.etcetera.backup;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The backups of a store. Each has three objects in a folder of its name, in the order in which they are written: who writes
 * it, the data (as `etcdctl snapshot save` writes them), and the manifest, without which it is none. Whatever a crash leaves,
 * the same writer may begin again, and nobody else writes over it.
 */
public final class Backups {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]([-A-Za-z0-9._/]*[A-Za-z0-9])?");
    private static final String WRITER = "/writer";
    private static final String DATA = "/snapshot.db";
    private static final String MANIFEST = "/manifest.json";
    private static final int SMALL_BYTES = 64 << 10;
    private static final int BUFFER_BYTES = 256 << 10;

    private final ObjectStore store;
    private final InstantSource clock;

    public Backups(ObjectStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    /** Takes a backup; one that this writer has finished before is not taken again. */
    Manifest save(String name, String writer, Snapshots member) throws IOException {
        claim(checked(name), writer);
        Optional<Manifest> before = find(name);
        if (before.isPresent()) {
            return before.get();
        }
        store.delete(name + DATA);
        Snapshots.Origin origin = member.origin();
        SnapshotSum sum = new SnapshotSum();
        Optional<Long> revision;
        String sha256;
        Instant[] frozen = new Instant[1];
        try (ObjectWriter data = store.begin(name + DATA)) {
            revision = member.send((bytes, offset, length) -> {
                // What it has, it had by then.
                frozen[0] = frozen[0] == null ? clock.instant() : frozen[0];
                sum.update(bytes, offset, length);
                data.write(bytes, offset, length);
            });
            sha256 = sum.check("what member " + origin.memberId() + " sent");
            data.finish();
        }
        long least = revision.orElse(origin.revision());
        long most = revision.isPresent() ? least : member.origin().revision();
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
                sum.sizeBytes(),
                sha256,
                frozen[0].toString(),
                least == most ? member.hash(least).orElse(null) : null);
        store.put(name + MANIFEST, manifest.toJson().getBytes(StandardCharsets.UTF_8));
        return manifest;
    }

    /** All that are finished, by name. Folders without a manifest are none. */
    public List<Manifest> list(String prefix) throws IOException {
        List<Manifest> found = new ArrayList<>();
        for (String key : store.list(prefix)) {
            if (key.endsWith(MANIFEST)) {
                found.add(Manifest.parse(key, small(key)));
            }
        }
        return found;
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
        SnapshotSum sum = new SnapshotSum();
        try (InputStream in = store.read(name + DATA)) {
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                sum.update(buffer, 0, read);
                sink.write(buffer, 0, read);
            }
        }
        if (sum.sizeBytes() != manifest.sizeBytes()) {
            throw new DamagedBackupException("%s has %d bytes, its manifest says %d"
                    .formatted(name + DATA, sum.sizeBytes(), manifest.sizeBytes()));
        }
        String found = sum.check(name + DATA);
        if (!found.equals(manifest.sha256())) {
            throw new DamagedBackupException("%s is the data of another backup: its SHA-256 is %s, its manifest says %s"
                    .formatted(name + DATA, found, manifest.sha256()));
        }
        return manifest;
    }

    /** Deletes a backup of this writer and its deltas; the manifest first, so that what is left of it at any moment is none. */
    public void delete(String name, String writer) throws IOException {
        Optional<String> owner = writerOf(checked(name));
        if (owner.isEmpty()) {
            return;
        }
        refuseOthers(name, owner.get(), writer);
        store.delete(name + MANIFEST);
        for (String key : store.list(name + "/")) {
            if (!key.equals(name + WRITER)) {
                store.delete(key);
            }
        }
        store.delete(name + WRITER);
    }

    private void claim(String name, String writer) throws IOException {
        Optional<String> owner = writerOf(name);
        if (owner.isEmpty()) {
            store.put(name + WRITER, writer.getBytes(StandardCharsets.UTF_8));
        } else {
            refuseOthers(name, owner.get(), writer);
        }
    }

    private static void refuseOthers(String name, String owner, String writer) throws AlreadyThereException {
        if (!owner.equals(writer)) {
            throw new AlreadyThereException("backup %s of another writer (%s)".formatted(name, owner));
        }
    }

    private Optional<String> writerOf(String name) throws IOException {
        try {
            return Optional.of(new String(small(name + WRITER), StandardCharsets.UTF_8));
        } catch (NotThereException e) {
            return Optional.empty();
        }
    }

    private Optional<Manifest> find(String name) throws IOException {
        try {
            return Optional.of(Manifest.parse(name + MANIFEST, small(name + MANIFEST)));
        } catch (NotThereException e) {
            return Optional.empty();
        }
    }

    private byte[] small(String key) throws IOException {
        try (InputStream in = store.read(key)) {
            return in.readNBytes(SMALL_BYTES);
        }
    }

    private static String checked(String name) {
        if (!NAME.matcher(name).matches() || name.contains("..") || name.contains("//")) {
            throw new IllegalArgumentException(
                    "'%s' is no name of a backup: letters, digits, '-', '.', '_' and '/'".formatted(name));
        }
        return name;
    }
}
