package dev.etcetera.backup.restore;

import dev.etcetera.backup.chain.Backups;
import dev.etcetera.backup.chain.Deltas;
import dev.etcetera.backup.chain.SnapshotSum;
import dev.etcetera.backup.store.ByteSink;
import dev.etcetera.backup.store.Sha256;
import dev.etcetera.bbolt.BoltFile;
import dev.etcetera.bbolt.BoltWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;

/** Puts together what a chain of backups had at a moment, as a file that `etcdutl snapshot restore` takes. */
public final class Restores {
    private final Backups backups;
    private final Deltas deltas;

    /** Both of the same store. */
    public Restores(Backups backups, Deltas deltas) {
        this.backups = backups;
        this.deltas = deltas;
    }

    /**
     * What was put together.
     *
     * @param base name of the snapshot
     * @param deltas how many
     * @param revision of the last change in it
     */
    public record Restored(String base, int deltas, long revision) {}

    /** Writes the file; it appears only when all that it is made of was whole. */
    public Restored restore(String chain, Target target, Path out) throws IOException {
        Path base = out.resolveSibling(out.getFileName() + ".base");
        Path part = out.resolveSibling(out.getFileName() + ".part");
        try {
            RestoreSource source = ChainSource.of(backups, deltas, chain, target);
            while (true) {
                Recipe recipe = source.recipe();
                try {
                    fetch(source, recipe, base);
                    long revision = write(source, recipe, base, part);
                    Files.move(part, out, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                    return new Restored(recipe.base().name(), recipe.deltas().size(), revision);
                } catch (Assembly.BeyondException e) {
                    // A member that does not say its revision had more than was known when it was read.
                    source.exclude(recipe);
                }
            }
        } finally {
            Files.deleteIfExists(base);
            Files.deleteIfExists(part);
        }
    }

    /** The database without the sum behind it. */
    static void fetch(RestoreSource source, Recipe recipe, Path base) throws IOException {
        try (FileChannel file = create(base)) {
            source.readBase(recipe, ByteSink.into(file));
            file.truncate(file.size() - SnapshotSum.SUM_BYTES);
        }
    }

    private static long write(RestoreSource source, Recipe recipe, Path base, Path part) throws IOException {
        try (BoltFile database = BoltFile.open(base);
                FileChannel file = create(part)) {
            Assembly assembly = new Assembly(database, recipe, header -> source.readDelta(recipe, header));
            MessageDigest sha256 = Sha256.begin();
            OutputStream out = new DigestOutputStream(Channels.newOutputStream(file), sha256);
            BoltWriter.plan(assembly).writeTo(out);
            file.write(ByteBuffer.wrap(sha256.digest()));
            file.force(true);
            // The last change may have been a deletion that was compacted, and an empty store has revision 1.
            return Math.max(assembly.reached(), recipe.base().revision());
        }
    }

    /** Anew, whatever is there. */
    public static FileChannel create(Path file) throws IOException {
        return FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
    }
}
