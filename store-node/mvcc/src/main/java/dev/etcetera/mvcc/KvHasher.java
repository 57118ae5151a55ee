package dev.etcetera.mvcc;

import dev.etcetera.backend.Bucket;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;
import java.util.zip.CRC32C;

/**
 * The CRC by which members compare their keys: the bucket's name, then key and value of each revision up to one, without
 * those that a compaction has removed or is about to remove. The same on members that have scrubbed and that have not, and
 * the same as etcd's, byte for byte. Owned by one thread.
 */
final class KvHasher {
    private final CRC32C crc = new CRC32C();
    private final long compactRevision;
    private final long revision;
    private final BooleanSupplier keepsAnything;

    /** {@code keepsAnything}: whether the rule that decides {@code kept} keeps any revision at all; asked rarely. */
    KvHasher(long compactRevision, long revision, BooleanSupplier keepsAnything) {
        this.compactRevision = compactRevision;
        this.revision = revision;
        this.keepsAnything = keepsAnything;
        crc.update(Bucket.KEY.bucketName().getBytes(StandardCharsets.US_ASCII));
    }

    /** Whether {@link #add} needs to be told if the revision is kept. */
    boolean dependsOnKept(long main) {
        return main <= compactRevision;
    }

    void add(byte[] key, byte[] value, boolean kept) {
        var main = Revision.mainOf(key);
        if (main > revision) {
            return;
        }
        // Where nothing at all is kept, etcd takes the set for absent and leaves nothing out.
        if (main <= compactRevision && !kept && keepsAnything.getAsBoolean()) {
            return;
        }
        // Before 3.5.16 etcd deleted the tombstone at the compacted revision, since then it keeps it.
        if (main == compactRevision && Revision.isTombstone(key)) {
            return;
        }
        crc.update(key);
        crc.update(value);
    }

    int hash() {
        return (int) crc.getValue();
    }
}
