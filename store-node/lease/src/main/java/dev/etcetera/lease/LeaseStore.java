package dev.etcetera.lease;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.etcetera.backend.Backend;
import dev.etcetera.backend.Bucket;
import dev.etcetera.backend.ReadTx;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Leases in the backend: etcd's message under the id's eight bytes. Owned by the apply thread. */
final class LeaseStore {
    private static final byte[] ALL = {};

    private final Backend backend;

    LeaseStore(Backend backend) {
        this.backend = backend;
    }

    void put(Lease lease) {
        dev.etcetera.api.leasepb.Lease message = dev.etcetera.api.leasepb.Lease.newBuilder()
                .setID(lease.id())
                .setTTL(lease.ttlSeconds())
                .setRemainingTTL(lease.remainingTtlSeconds())
                .build();
        backend.batchTx().put(Bucket.LEASE, key(lease.id()), message.toByteArray());
    }

    void delete(long id) {
        backend.batchTx().delete(Bucket.LEASE, key(id));
    }

    static List<dev.etcetera.api.leasepb.Lease> all(ReadTx tx) {
        List<dev.etcetera.api.leasepb.Lease> all = new ArrayList<>();
        tx.range(Bucket.LEASE, ALL, ALL, 0, (key, value) -> all.add(parse(value)));
        return all;
    }

    private static dev.etcetera.api.leasepb.Lease parse(byte[] value) {
        try {
            return dev.etcetera.api.leasepb.Lease.parseFrom(value);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("lease: a lease in the backend is damaged", e);
        }
    }

    private static byte[] key(long id) {
        return ByteBuffer.allocate(Long.BYTES).putLong(id).array();
    }
}
