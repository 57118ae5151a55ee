package dev.etcetera.backup.restore;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import dev.etcetera.api.mvccpb.KeyValue;
import dev.etcetera.backup.member.KvHash;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Computes etcd's HashKV of the entries of bucket "key" while they pass by twice, and says whether it is what a member said
 * of the revision that they end with. Owned by one thread.
 *
 * <p>The hash goes over the bucket's name, then key and value of each entry. Of those up to a compaction it leaves out what
 * the compaction removes, whether it is still there or not: whatever is not the newest of its key, or is a deletion. The
 * first pass finds that out.
 */
public final class HashKv {
    private static final int REVISION_BYTES = 17;

    /** Of the base. */
    private final long revision;

    private final List<KvHash> known;
    private final NewestChanges newest;
    private final CRC32C all = new CRC32C();
    private final CRC32C left = new CRC32C();
    private int passes;
    private long last;
    private long entries;
    private Optional<KvHash> said = Optional.empty();

    /**
     * For a base of this revision at least.
     *
     * @param mostBytes of memory that this may take: 16 to 64 for each key
     * @param compacted up to which entries are missing; what a member said when it had more is of no use
     */
    HashKv(long revision, long compacted, List<KvHash> known, long mostBytes) {
        this.revision = revision;
        // A member that never compacted says -1.
        this.known = known.stream()
                .filter(k -> Math.max(0, k.compactRevision()) >= compacted)
                .toList();
        this.newest = new NewestChanges(mostBytes);
    }

    /** Whether two hashes are the same. */
    public enum Verdict {
        EQUAL,
        /** Nobody said what it should be, or it cannot be computed here. */
        UNKNOWN,
        DIFFERENT
    }

    /** The entries come from the beginning. */
    void begin() {
        passes++;
        if (passes == 2) {
            said = known.stream()
                    .filter(k -> k.revision() == Math.max(last, revision))
                    .findFirst();
        }
        last = 0;
        entries = 0;
        all.reset();
        left.reset();
        byte[] name = "key".getBytes(StandardCharsets.US_ASCII);
        all.update(name);
        left.update(name);
    }

    void entry(byte[] key, byte[] value) throws IOException {
        last = ByteBuffer.wrap(key).getLong();
        entries++;
        boolean deletion = key.length > REVISION_BYTES;
        if (passes == 1) {
            if (!known.isEmpty()) {
                newest.add(keyOf(value), last, deletion);
            }
        } else if (said.isPresent()) {
            add(said.get().compactRevision(), key, value, deletion);
        }
    }

    private void add(long compactRevision, byte[] key, byte[] value, boolean deletion) throws IOException {
        if (last == compactRevision && deletion) {
            return;
        }
        all.update(key);
        all.update(value);
        if (last > compactRevision || newest.isCurrent(keyOf(value), last)) {
            left.update(key);
            left.update(value);
        }
    }

    /** Of the second pass. */
    Verdict verdict() {
        if (said.isEmpty() || newest.overflown()) {
            return Verdict.UNKNOWN;
        }
        long hash = said.get().hash();
        if (hash == left.getValue()) {
            return Verdict.EQUAL;
        }
        if (newest.living() > 0) {
            return Verdict.DIFFERENT;
        }
        // Where no key is left, etcd leaves nothing out: what it hashed depends on how far the compaction had come.
        return hash == all.getValue() ? Verdict.EQUAL : Verdict.UNKNOWN;
    }

    /** How many entries there are, each a change of a key. */
    long entries() {
        return entries;
    }

    private static byte[] keyOf(byte[] value) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(value);
        boolean first = WireFormat.getTagFieldNumber(in.readTag()) == KeyValue.KEY_FIELD_NUMBER;
        return first ? in.readByteArray() : new byte[0];
    }
}
