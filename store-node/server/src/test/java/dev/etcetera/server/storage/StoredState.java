package dev.etcetera.server.storage;

import com.google.protobuf.ByteString;
import dev.etcetera.api.etcdserverpb.AlarmMember;
import dev.etcetera.api.etcdserverpb.AlarmType;
import dev.etcetera.api.mvccpb.KeyValue;
import dev.etcetera.backend.Backend;
import dev.etcetera.backend.BackendOptions;
import dev.etcetera.backend.Bucket;
import dev.etcetera.lease.Lessor;
import dev.etcetera.mvcc.KeyRange;
import dev.etcetera.mvcc.KvStore;
import dev.etcetera.mvcc.KvStoreOptions;
import dev.etcetera.mvcc.RangeOutcome;
import dev.etcetera.mvcc.RangeSpec;
import dev.etcetera.mvcc.WriteTxn;
import dev.etcetera.server.cluster.Cluster;
import dev.etcetera.server.cluster.Member;
import dev.etcetera.server.cluster.Membership;
import dev.etcetera.server.cluster.MembershipDecision;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A member's state at an index, small: the key {@code key} with a value, and a lease of it, an alarm and a member whose ids
 * are the index.
 */
public record StoredState(long index, String value) {
    private static final long TERM = 3;
    private static final ByteString KEY = ByteString.copyFromUtf8("key");

    /** What a store holds whose backend is at {@code index}. */
    public static StoredState of(long index, KvStore store) {
        RangeOutcome.Found found = (RangeOutcome.Found) store.range(KeyRange.single(KEY), RangeSpec.current());
        return new StoredState(
                index,
                found.kvs().stream()
                        .map(KeyValue::getValue)
                        .map(ByteString::toStringUtf8)
                        .findFirst()
                        .orElse(""));
    }

    /** What a backend holds. */
    public static StoredState in(Backend backend) {
        try (KvStore store = KvStore.open(backend, KvStoreOptions.defaults())) {
            return of(new ConsistentIndex(backend).index(), store);
        }
    }

    /** What the backend of a directory holds. */
    public static StoredState in(Path backendDir) throws IOException {
        try (Backend backend = Backend.open(backendDir, BackendOptions.defaults())) {
            return in(backend);
        }
    }

    /** Fills an empty directory; durable. */
    public void toBackend(Path emptyDir) throws IOException {
        try (Backend backend = Backend.open(emptyDir, BackendOptions.defaults())) {
            write(backend);
            backend.batchTx().commit();
            backend.sync();
        }
    }

    /** Writes a database file as it comes with a snapshot; {@code scratch} does not exist yet. */
    public void toDatabase(Path scratch, Path file) throws IOException {
        try (Backend backend = Backend.open(Files.createDirectory(scratch), BackendOptions.defaults())) {
            write(backend);
            backend.batchTx().commit();
            try (DatabaseExport export = DatabaseExport.of(backend.committed());
                    OutputStream out = Files.newOutputStream(file)) {
                export.writeTo(out);
            }
        }
    }

    private void write(Backend backend) {
        ConsistentIndex consistentIndex = new ConsistentIndex(backend);
        Lessor.open(backend, keys -> {}, 1, () -> 0).grant(index, 60);
        put(backend, value, index);
        backend.batchTx()
                .put(
                        Bucket.ALARM,
                        AlarmMember.newBuilder()
                                .setMemberID(index)
                                .setAlarm(AlarmType.NOSPACE)
                                .build()
                                .toByteArray(),
                        new byte[0]);
        new Cluster(new Membership(7, new TreeMap<>(), Set.of(), Optional.empty()))
                .apply(new MembershipDecision.Added(member()), backend.batchTx());
        consistentIndex.set(index, TERM);
    }

    private static void put(Backend backend, String value, long lease) {
        try (KvStore store = KvStore.open(backend, KvStoreOptions.defaults())) {
            put(store, value, lease);
        }
    }

    /** Gives the key another value. */
    public static void put(KvStore store, String value, long lease) {
        try (WriteTxn txn = store.write()) {
            txn.put(KEY, ByteString.copyFromUtf8(value), lease);
        }
    }

    /** The only member it knows. */
    public Member member() {
        return new Member(index, "m", List.of("http://127.0.0.1:" + index), List.of(), false);
    }
}
