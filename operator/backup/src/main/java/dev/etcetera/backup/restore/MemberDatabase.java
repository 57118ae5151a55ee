package dev.etcetera.backup.restore;

import dev.etcetera.backup.store.DamagedBackupException;
import dev.etcetera.bbolt.BoltFile;
import dev.etcetera.bbolt.BoltSource;
import dev.etcetera.bbolt.BoltVisitor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The database of a member of a new cluster: what was put together, with other members, and as it is behind the log that such
 * a member begins with. Everything else stays as it was: alarms, users, leases, the cluster's version.
 */
final class MemberDatabase implements BoltSource {
    static final String KEYS = "key";
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
            case MEMBERS -> visit(members(cluster), visitor);
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
        NavigableMap<byte[], byte[]> entries = meta(contents::entries, cluster);
        if (bump > 0) {
            entries.put(bytes("scheduledCompactRev"), revision(bumped()));
        }
        visit(entries, visitor);
    }

    /** Gives the entries of a bucket. */
    @FunctionalInterface
    private interface Entries {
        void entries(String bucket, BoltVisitor visitor) throws IOException;
    }

    private static NavigableMap<byte[], byte[]> meta(Entries database, NewCluster cluster) throws IOException {
        NavigableMap<byte[], byte[]> entries = sorted();
        database.entries(META, entries::put);
        entries.put(bytes("consistent_index"), number(MemberLog.lastIndex(cluster)));
        entries.put(bytes("term"), number(MemberLog.TERM));
        return entries;
    }

    private static NavigableMap<byte[], byte[]> members(NewCluster cluster) {
        NavigableMap<byte[], byte[]> entries = sorted();
        cluster.members().forEach(m -> entries.put(bytes(m.hexId()), m.json()));
        return entries;
    }

    /** The buckets that are not what they were in the database, with all their entries. */
    static Map<String, NavigableMap<byte[], byte[]>> own(BoltFile database, NewCluster cluster) throws IOException {
        Map<String, NavigableMap<byte[], byte[]>> buckets = new HashMap<>();
        buckets.put(META, meta(database::entries, cluster));
        buckets.put(MEMBERS, members(cluster));
        buckets.put(MEMBERS_REMOVED, sorted());
        if (!database.buckets().contains(CLUSTER)) {
            buckets.put(CLUSTER, sorted());
        }
        return buckets;
    }

    /**
     * The newest compaction that a database knows of; 0 without any.
     *
     * @throws DamagedBackupException when it is not one of etcd
     */
    static long compacted(BoltFile database, Recipe recipe) throws IOException {
        if (!database.buckets().contains(KEYS) || !database.buckets().contains(META)) {
            throw new DamagedBackupException(recipe.base().name() + " is not a database of etcd");
        }
        long[] newest = {0};
        Set<String> names = Set.of("scheduledCompactRev", "finishedCompactRev");
        database.entries(META, (key, value) -> {
            if (names.contains(new String(key, StandardCharsets.ISO_8859_1))) {
                newest[0] = Math.max(newest[0], ByteBuffer.wrap(value).getLong());
            }
        });
        return newest[0];
    }

    private static void visit(NavigableMap<byte[], byte[]> entries, BoltVisitor visitor) throws IOException {
        for (var entry : entries.entrySet()) {
            visitor.entry(entry.getKey(), entry.getValue());
        }
    }

    private static NavigableMap<byte[], byte[]> sorted() {
        return new TreeMap<>(Arrays::compareUnsigned);
    }

    private static byte[] bytes(String name) {
        return name.getBytes(StandardCharsets.ISO_8859_1);
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
