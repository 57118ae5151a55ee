package dev.etcetera.server.rpc;

import com.google.protobuf.ByteString;
import dev.etcetera.api.EtcdError;
import dev.etcetera.api.etcdserverpb.DeleteRangeRequest;
import dev.etcetera.api.etcdserverpb.RequestOp;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds keys that one branch of a transaction would write twice: put twice, or put and deleted. The two branches of an
 * inner transaction exclude each other, so they may write the same keys.
 */
final class TxnOverlaps {
    private static final Comparator<ByteString> ORDER = ByteString.unsignedLexicographicalComparator();

    /** What a branch and everything inside it writes. */
    private final Set<ByteString> puts = new HashSet<>();

    private final List<DeleteRangeRequest> deletes = new ArrayList<>();

    private TxnOverlaps() {}

    static Optional<EtcdError> check(List<RequestOp> branch) {
        return new TxnOverlaps().collect(branch) ? Optional.empty() : Optional.of(EtcdError.DUPLICATE_KEY);
    }

    /** False if a key is written twice. */
    private boolean collect(List<RequestOp> branch) {
        for (RequestOp operation : branch) {
            if (operation.hasRequestDeleteRange()) {
                deletes.add(operation.getRequestDeleteRange());
            }
        }
        for (RequestOp operation : branch) {
            if (operation.hasRequestTxn() && !collectInner(operation)) {
                return false;
            }
        }
        for (RequestOp operation : branch) {
            if (operation.hasRequestPut() && !addPut(operation.getRequestPut().getKey(), Set.of())) {
                return false;
            }
        }
        return true;
    }

    private boolean collectInner(RequestOp operation) {
        TxnOverlaps success = new TxnOverlaps();
        TxnOverlaps failure = new TxnOverlaps();
        if (!success.collect(operation.getRequestTxn().getSuccessList())
                || !failure.collect(operation.getRequestTxn().getFailureList())) {
            return false;
        }
        for (ByteString key : success.puts) {
            if (!addPut(key, Set.of())) {
                return false;
            }
        }
        for (ByteString key : failure.puts) {
            if (!addPut(key, success.puts)) {
                return false;
            }
        }
        deletes.addAll(success.deletes);
        deletes.addAll(failure.deletes);
        return true;
    }

    private boolean addPut(ByteString key, Set<ByteString> exclusive) {
        if (!puts.add(key) && !exclusive.contains(key)) {
            return false;
        }
        for (DeleteRangeRequest delete : deletes) {
            if (covers(delete, key)) {
                return false;
            }
        }
        return true;
    }

    /** As etcd's intervals have it: an end of one zero byte, which deletes from the key on, covers nothing here. */
    private static boolean covers(DeleteRangeRequest delete, ByteString key) {
        return delete.getRangeEnd().isEmpty()
                ? delete.getKey().equals(key)
                : ORDER.compare(delete.getKey(), key) <= 0 && ORDER.compare(key, delete.getRangeEnd()) < 0;
    }
}
