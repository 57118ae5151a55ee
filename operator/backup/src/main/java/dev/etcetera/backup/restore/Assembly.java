package dev.etcetera.backup.restore;

import dev.etcetera.api.leasepb.Lease;
import dev.etcetera.api.mvccpb.Event;
import dev.etcetera.api.mvccpb.KeyValue;
import dev.etcetera.backup.chain.Delta;
import dev.etcetera.backup.chain.DeltaHeader;
import dev.etcetera.backup.member.GrantedLease;
import dev.etcetera.bbolt.BoltFile;
import dev.etcetera.bbolt.BoltSource;
import dev.etcetera.bbolt.BoltVisitor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The database of a snapshot with the changes that follow it, up to a revision, as etcd would have written them: one entry
 * of bucket "key" for each change. Its entries are read from where they are as often as they are asked for.
 */
final class Assembly implements BoltSource {
    private static final String KEYS = "key";
    private static final String LEASES = "lease";
    private static final int REVISION_BYTES = 17;

    private final BoltFile base;
    private final Recipe recipe;
    private final Changes changes;
    private long reached;

    /** Reads the deltas of the recipe. */
    @FunctionalInterface
    interface Changes {
        Delta read(DeltaHeader header) throws IOException;
    }

    Assembly(BoltFile base, Recipe recipe, Changes changes) {
        this.base = base;
        this.recipe = recipe;
        this.changes = changes;
    }

    /** The snapshot has changes after the revision that was asked for. */
    static final class BeyondException extends IOException {
        private static final long serialVersionUID = 1L;

        BeyondException(String message) {
            super(message);
        }
    }

    @Override
    public List<String> buckets() {
        return base.buckets();
    }

    @Override
    public void entries(String bucket, BoltVisitor visitor) throws IOException {
        switch (bucket) {
            case KEYS -> keys(visitor);
            case LEASES -> leases(visitor);
            default -> base.entries(bucket, visitor);
        }
    }

    private void keys(BoltVisitor visitor) throws IOException {
        long[] last = {0};
        base.entries(KEYS, (key, value) -> {
            last[0] = ByteBuffer.wrap(key).getLong();
            recipe.refuseBeyond(last[0]);
            visitor.entry(key, value);
        });
        reached = last[0];
        for (DeltaHeader header : recipe.deltas()) {
            long before = reached;
            changes.read(header).events((event, sub) -> {
                long revision = event.getKv().getModRevision();
                if (revision > before && revision <= recipe.revision()) {
                    visitor.entry(key(event, sub), value(event));
                    reached = revision;
                }
            });
        }
    }

    /** The revision of the last change, once all entries have been read. */
    long reached() {
        return reached;
    }

    /** Revision, '_', place in the transaction; for a deletion 't' behind it. Numbers are big endian. */
    private static byte[] key(Event event, int sub) {
        boolean deletion = event.getType() == Event.EventType.DELETE;
        ByteBuffer key = ByteBuffer.allocate(deletion ? REVISION_BYTES + 1 : REVISION_BYTES);
        key.putLong(event.getKv().getModRevision()).put((byte) '_').putLong(sub);
        if (deletion) {
            key.put((byte) 't');
        }
        return key.array();
    }

    /** A deletion keeps nothing but the key. */
    private static byte[] value(Event event) {
        return event.getType() == Event.EventType.DELETE
                ? KeyValue.newBuilder().setKey(event.getKv().getKey()).build().toByteArray()
                : event.getKv().toByteArray();
    }

    private void leases(BoltVisitor visitor) throws IOException {
        Map<byte[], byte[]> leases = new TreeMap<>(Arrays::compareUnsigned);
        for (DeltaHeader header : recipe.deltas()) {
            for (GrantedLease lease : header.leases()) {
                leases.put(
                        ByteBuffer.allocate(Long.BYTES).putLong(lease.id()).array(),
                        Lease.newBuilder()
                                .setID(lease.id())
                                .setTTL(lease.ttlSeconds())
                                .build()
                                .toByteArray());
            }
        }
        base.entries(LEASES, leases::put);
        for (Map.Entry<byte[], byte[]> lease : leases.entrySet()) {
            visitor.entry(lease.getKey(), lease.getValue());
        }
    }
}
