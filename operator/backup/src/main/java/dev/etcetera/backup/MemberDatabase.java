package dev.etcetera.backup;

import dev.etcetera.bbolt.BoltSource;
import dev.etcetera.bbolt.BoltVisitor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The database of a member of a new cluster: what was put together, with other members, and as it is behind the log that such
 * a member begins with. Everything else stays as it was: alarms, users, leases, the cluster's version.
 */
final class MemberDatabase implements BoltSource {
    private static final String KEYS = "key";
    private static final String META = "meta";
    private static final String MEMBERS = "members";
    private static final String MEMBERS_REMOVED = "members_removed";
    private static final String CLUSTER = "cluster";
    private static final int REVISION_BYTES = 17;

    private final Assembly contents;
    private final NewCluster cluster;
    private final HashKv hash;
    private final long bump;

    /**
     * Puts them together.
     *
     * @param bump by how much the revision goes up, with everything before that compacted; 0 leaves both as they are
     */
    MemberDatabase(Assembly contents, NewCluster cluster, HashKv hash, long bump) {
        this.contents = contents;
        this.cluster = cluster;
        this.hash = hash;
        this.bump = bump;
    }

    @Override
    public List<String> buckets() {
        TreeSet<String> buckets = new TreeSet<>(contents.buckets());
        buckets.addAll(List.of(CLUSTER, KEYS, MEMBERS, MEMBERS_REMOVED, META));
        return List.copyOf(buckets);
    }

    @Override
    public void entries(String bucket, BoltVisitor visitor) throws IOException {
        switch (bucket) {
            case KEYS -> keys(visitor);
            case META -> meta(visitor);
            case MEMBERS -> members(visitor);
            case MEMBERS_REMOVED -> {
                // Ids of the cluster it was.
            }
            default -> contents.entries(bucket, visitor);
        }
    }

    private void keys(BoltVisitor visitor) throws IOException {
        hash.begin();
        contents.entries(KEYS, (key, value) -> {
            hash.entry(key, value);
            visitor.entry(key, value);
        });
        if (bump > 0) {
            visitor.entry(revision(bumped()), new byte[0]);
        }
    }

    /** The revision that the member begins with, once all keys have been read. */
    private long bumped() {
        return Math.addExact(contents.reached(), bump);
    }

    /** After the keys, whose last revision it may need. */
    private void meta(BoltVisitor visitor) throws IOException {
        SortedMap<String, byte[]> entries = new TreeMap<>();
        contents.entries(META, (key, value) -> entries.put(new String(key, StandardCharsets.ISO_8859_1), value));
        entries.put("consistent_index", number(MemberLog.lastIndex(cluster)));
        entries.put("term", number(MemberLog.TERM));
        if (bump > 0) {
            entries.put("scheduledCompactRev", revision(bumped()));
        }
        visit(entries, visitor);
    }

    private void members(BoltVisitor visitor) throws IOException {
        SortedMap<String, byte[]> entries = new TreeMap<>();
        cluster.members().forEach(m -> entries.put(m.hexId(), m.json()));
        visit(entries, visitor);
    }

    private static void visit(SortedMap<String, byte[]> entries, BoltVisitor visitor) throws IOException {
        for (var entry : entries.entrySet()) {
            visitor.entry(entry.getKey().getBytes(StandardCharsets.ISO_8859_1), entry.getValue());
        }
    }

    private static byte[] number(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }

    /** As etcd writes the first change of a revision. */
    private static byte[] revision(long main) {
        return ByteBuffer.allocate(REVISION_BYTES)
                .putLong(main)
                .put((byte) '_')
                .putLong(0)
                .array();
    }
}
