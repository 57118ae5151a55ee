package dev.etcetera.server.apply;

import dev.etcetera.api.EtcdError;
import dev.etcetera.api.etcdserverpb.RangeRequest;
import dev.etcetera.api.etcdserverpb.RequestOp;
import dev.etcetera.api.etcdserverpb.ResponseOp;
import dev.etcetera.api.etcdserverpb.TxnRequest;
import dev.etcetera.api.etcdserverpb.TxnResponse;
import dev.etcetera.mvcc.KvStore;
import dev.etcetera.mvcc.RangeOutcome;
import java.util.List;

/** Answers transactions that only read, without a proposal: all their ranges see one revision. Any thread. */
public final class TxnReader {
    private final KvStore store;
    private final ResponseHeaders headers;

    public TxnReader(KvStore store, ResponseHeaders headers) {
        this.store = store;
        this.headers = headers;
    }

    /** Whether every operation of both branches is a range; a nested transaction counts as a write, as in etcd. */
    public static boolean isReadOnly(TxnRequest request) {
        return onlyRanges(request.getSuccessList(), false) && onlyRanges(request.getFailureList(), false);
    }

    public static boolean isSerializable(TxnRequest request) {
        return onlyRanges(request.getSuccessList(), true) && onlyRanges(request.getFailureList(), true);
    }

    public ApplyResult read(TxnRequest request) {
        while (true) {
            PinnedView view = new PinnedView(store);
            ApplyResult result = read(request, view);
            // A compaction may overtake the pinned revision between two ranges: then all is read again, later.
            if (!(result instanceof ApplyResult.Rejected(EtcdError error)
                    && error == EtcdError.COMPACTED
                    && view.revision() < store.compactRevision())) {
                return result;
            }
        }
    }

    private ApplyResult read(TxnRequest request, PinnedView view) {
        TxnPath path = TxnPath.decide(request, view);
        TxnResponse.Builder response = TxnResponse.newBuilder().setSucceeded(path.succeeded());
        for (RequestOp operation : path.operations()) {
            RangeRequest range = operation.getRequestRange();
            if (range.getRevision() < 0) {
                return ApplyResult.rejected(EtcdError.COMPACTED);
            }
            switch (view.range(RangeReader.rangeOf(range.getKey(), range.getRangeEnd()), RangeReader.specOf(range))) {
                case RangeOutcome.Found found ->
                    response.addResponses(ResponseOp.newBuilder()
                            .setResponseRange(RangeReader.assemble(found, range)
                                    .setHeader(ResponseHeaders.inner(found.revision()))));
                case RangeOutcome.Compacted _ -> {
                    return ApplyResult.rejected(EtcdError.COMPACTED);
                }
                case RangeOutcome.FutureRevision _ -> {
                    return ApplyResult.rejected(EtcdError.FUTURE_REVISION);
                }
            }
        }
        return new ApplyResult.Answered(
                response.setHeader(headers.at(view.revision())).build());
    }

    private static boolean onlyRanges(List<RequestOp> operations, boolean serializable) {
        for (RequestOp operation : operations) {
            if (!operation.hasRequestRange()
                    || (serializable && !operation.getRequestRange().getSerializable())) {
                return false;
            }
        }
        return true;
    }
}
