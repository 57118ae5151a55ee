package dev.etcetera.server.apply;

import com.google.protobuf.ByteString;
import dev.etcetera.api.EtcdError;
import dev.etcetera.api.etcdserverpb.DeleteRangeRequest;
import dev.etcetera.api.etcdserverpb.DeleteRangeResponse;
import dev.etcetera.api.etcdserverpb.PutRequest;
import dev.etcetera.api.etcdserverpb.PutResponse;
import dev.etcetera.api.mvccpb.KeyValue;
import dev.etcetera.mvcc.KeyRange;
import dev.etcetera.mvcc.RangeOutcome;
import dev.etcetera.mvcc.RangeSpec;
import dev.etcetera.mvcc.WriteTxn;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/** Puts and deletes, alone or inside a transaction. Owned by the apply thread. */
final class KeyWriter {
    private final LongPredicate leaseExists;

    KeyWriter(LongPredicate leaseExists) {
        this.leaseExists = leaseExists;
    }

    /** Why the put cannot be done; asked before anything is written. */
    Optional<EtcdError> refusal(PutRequest request, WriteTxn txn) {
        if (request.getLease() != 0 && !leaseExists.test(request.getLease())) {
            return Optional.of(EtcdError.LEASE_NOT_FOUND);
        }
        boolean needsPrevious = request.getIgnoreValue() || request.getIgnoreLease();
        return needsPrevious && find(request.getKey(), txn) == null
                ? Optional.of(EtcdError.KEY_NOT_FOUND)
                : Optional.empty();
    }

    /** Puts what {@link #refusal} let pass. The header is left to the caller. */
    PutResponse.Builder put(PutRequest request, WriteTxn txn, boolean wanted) {
        PutResponse.Builder response = PutResponse.newBuilder();
        ByteString value = request.getValue();
        long leaseId = request.getLease();
        if (request.getIgnoreValue() || request.getIgnoreLease() || (wanted && request.getPrevKv())) {
            KeyValue previous = find(request.getKey(), txn);
            if (previous != null) {
                value = request.getIgnoreValue() ? previous.getValue() : value;
                leaseId = request.getIgnoreLease() ? previous.getLease() : leaseId;
                if (request.getPrevKv()) {
                    response.setPrevKv(previous);
                }
            }
        }
        txn.put(request.getKey(), value, leaseId);
        return response;
    }

    /** The header is left to the caller. */
    DeleteRangeResponse.Builder delete(DeleteRangeRequest request, WriteTxn txn, boolean wanted) {
        KeyRange range = RangeReader.rangeOf(request.getKey(), request.getRangeEnd());
        DeleteRangeResponse.Builder response = DeleteRangeResponse.newBuilder();
        if (wanted && request.getPrevKv()) {
            response.addAllPrevKvs(found(range, txn));
        }
        return response.setDeleted(txn.delete(range));
    }

    private static @Nullable KeyValue find(ByteString key, WriteTxn txn) {
        List<KeyValue> kvs = found(KeyRange.single(key), txn);
        return kvs.isEmpty() ? null : kvs.getFirst();
    }

    private static List<KeyValue> found(KeyRange range, WriteTxn txn) {
        return switch (txn.range(range, RangeSpec.current())) {
            case RangeOutcome.Found found -> found.kvs();
            case RangeOutcome.Compacted _, RangeOutcome.FutureRevision _ ->
                throw new IllegalStateException("the current revision cannot be read");
        };
    }
}
