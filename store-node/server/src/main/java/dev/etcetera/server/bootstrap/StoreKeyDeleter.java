package dev.etcetera.server.bootstrap;

import com.google.protobuf.ByteString;
import dev.etcetera.lease.KeyDeleter;
import dev.etcetera.mvcc.KeyRange;
import dev.etcetera.mvcc.KvStore;
import dev.etcetera.mvcc.WriteTxn;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Deletes the keys of an ended lease in one transaction. Lessor and store know each other through ports only, and the
 * store is opened after the lessor: it is handed over here. Used by the apply thread.
 */
final class StoreKeyDeleter implements KeyDeleter {
    private @Nullable KvStore store;

    void use(KvStore opened) {
        store = opened;
    }

    @Override
    public void deleteAll(List<ByteString> keys) {
        try (WriteTxn txn = Objects.requireNonNull(store, "the store is opened before entries are applied")
                .write()) {
            for (ByteString key : keys) {
                txn.delete(new KeyRange(key, ByteString.EMPTY));
            }
        }
    }
}
