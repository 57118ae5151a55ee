package dev.etcetera.backup;

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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Puts together what a chain of backups had at a moment, as a file that `etcdutl snapshot restore` takes. */
final class Restores {
    private final Backups backups;
    private final Deltas deltas;

    Restores(Backups backups, Deltas deltas) {
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
    record Restored(String base, int deltas, long revision) {}

    /** Writes the file; it appears only when all that it is made of was whole. */
    Restored restore(String chain, Target target, Path out) throws IOException {
        Path base = out.resolveSibling(out.getFileName() + ".base");
        Path part = out.resolveSibling(out.getFileName() + ".part");
        try {
            List<Manifest> candidates = new ArrayList<>(backups.list(chain + "/"));
            RestorePlan.Continuations continuations = readOnce();
            while (true) {
                RestorePlan plan = RestorePlan.of(candidates, continuations, target);
                try {
                    fetch(plan.base(), base);
                    long revision = write(plan, base, part);
                    Files.move(part, out, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                    return new Restored(plan.base().name(), plan.deltas().size(), revision);
                } catch (Assembly.BeyondException e) {
                    // A member that does not say its revision had more than was known when it was read.
                    candidates.remove(plan.base());
                }
            }
        } finally {
            Files.deleteIfExists(base);
            Files.deleteIfExists(part);
        }
    }

    /** A plan asks more than once for the same, and there may be thousands. */
    private RestorePlan.Continuations readOnce() {
        Map<String, List<DeltaHeader>> known = new HashMap<>();
        return backup -> {
            List<DeltaHeader> headers = known.get(backup.name());
            if (headers == null) {
                headers = deltas.headers(backup.name());
                known.put(backup.name(), headers);
            }
            return headers;
        };
    }

    /** The database without the sum behind it. */
    private void fetch(Manifest manifest, Path base) throws IOException {
        try (FileChannel file = create(base)) {
            backups.read(manifest.name(), ByteSink.into(file));
            file.truncate(manifest.sizeBytes() - SnapshotSum.SUM_BYTES);
        }
    }

    private long write(RestorePlan plan, Path base, Path part) throws IOException {
        try (BoltFile database = BoltFile.open(base);
                FileChannel file = create(part)) {
            Assembly assembly = new Assembly(
                    database, plan, header -> deltas.read(plan.base().name(), header.from()));
            MessageDigest sha256 = Sha256.begin();
            OutputStream out = new DigestOutputStream(Channels.newOutputStream(file), sha256);
            BoltWriter.plan(assembly).writeTo(out);
            file.write(ByteBuffer.wrap(sha256.digest()));
            file.force(true);
            // The last change may have been a deletion that was compacted, and an empty store has revision 1.
            return Math.max(assembly.reached(), plan.base().revision());
        }
    }

    /** Anew, whatever is there. */
    static FileChannel create(Path file) throws IOException {
        return FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
    }
}
