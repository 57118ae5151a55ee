package dev.etcetera.server.apply;

import com.google.protobuf.ByteString;
import dev.etcetera.api.etcdserverpb.InternalRaftRequest;
import dev.etcetera.api.etcdserverpb.PutRequest;
import dev.etcetera.backend.Backend;
import dev.etcetera.backend.BackendOptions;
import dev.etcetera.lease.Lessor;
import dev.etcetera.mvcc.KvStore;
import dev.etcetera.mvcc.KvStoreOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A real store with the whole chain of appliers before it. */
final class ApplyFixture implements AutoCloseable {
    final Backend backend;
    final KvStore store;
    final Lessor lessor;
    final AlarmStore alarms;
    final AtomicInteger noSpace = new AtomicInteger();
    final ResponseHeaders headers;
    private final ApplyChain chain;

    ApplyFixture(Path dir, long quotaBytes) throws IOException {
        backend = Backend.open(dir, BackendOptions.defaults());
        store = KvStore.open(backend, KvStoreOptions.defaults());
        lessor = Lessor.open(backend, keys -> {}, 1, () -> 0);
        alarms = new AlarmStore(backend);
        headers = new ResponseHeaders(1, 2, () -> 3, store::revision);
        ApplyParts parts = new ApplyParts(
                store, lessor, alarms, new BackendQuota(quotaBytes, backend::sizeBytes), new NoMembership(), headers);
        chain = ApplyChain.create(parts, then -> {
            noSpace.incrementAndGet();
            then.run();
        });
    }

    ApplyResult apply(InternalRaftRequest.Builder request) {
        return apply(request, true);
    }

    ApplyResult apply(InternalRaftRequest.Builder request, boolean wanted) {
        InternalRaftRequest built = request.build();
        return chain.applier().apply(RequestKind.of(built), built, wanted);
    }

    ApplyResult put(String key, String value) {
        return apply(InternalRaftRequest.newBuilder()
                .setPut(PutRequest.newBuilder().setKey(bytes(key)).setValue(bytes(value))));
    }

    static ByteString bytes(String text) {
        return ByteString.copyFromUtf8(text);
    }

    @Override
    public void close() {
        store.close();
        backend.close();
    }

    private record NoMembership() implements MembershipStore {
        @Override
        public void setVersion(String version) {}

        @Override
        public void updateAttributes(long memberId, String name, List<String> clientUrls) {}

        @Override
        public void setDowngrade(boolean enabled, String target) {}
    }
}
