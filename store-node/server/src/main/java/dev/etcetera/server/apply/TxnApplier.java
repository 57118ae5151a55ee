package dev.etcetera.server.apply;

import dev.etcetera.api.EtcdError;
import dev.etcetera.api.etcdserverpb.PutRequest;
import dev.etcetera.api.etcdserverpb.RangeRequest;
import dev.etcetera.api.etcdserverpb.RequestOp;
import dev.etcetera.api.etcdserverpb.ResponseOp;
import dev.etcetera.api.etcdserverpb.TxnRequest;
import dev.etcetera.api.etcdserverpb.TxnResponse;
import dev.etcetera.mvcc.KvStore;
import dev.etcetera.mvcc.RangeOutcome;
import dev.etcetera.mvcc.WriteTxn;
import java.util.Iterator;
import java.util.Optional;

/**
 * Applies transactions that write: decides the path, checks everything that may be refused, and only then writes, so that
 * a transaction has its whole effect or none. Owned by the apply thread.
 */
final class TxnApplier {
    private final KvStore store;
    private final KeyWriter writer;
    private final ResponseHeaders headers;

    TxnApplier(KvStore store, KeyWriter writer, ResponseHeaders headers) {
        this.store = store;
        this.writer = writer;
        this.headers = headers;
    }

    ApplyResult apply(TxnRequest request, boolean wanted) {
        try (WriteTxn txn = store.write()) {
            TxnPath path = TxnPath.decide(request, txn::range);
            Optional<EtcdError> refusal = check(path, txn);
            if (refusal.isPresent()) {
                return ApplyResult.rejected(refusal.get());
            }
            TxnResponse.Builder response = execute(path, txn, wanted);
            return wanted
                    ? new ApplyResult.Answered(
                            response.setHeader(headers.at(txn.revision())).build())
                    : ApplyResult.Silent.INSTANCE;
        }
    }

    private Optional<EtcdError> check(TxnPath path, WriteTxn txn) {
        Iterator<TxnPath> nested = path.nested().iterator();
        for (RequestOp operation : path.operations()) {
            Optional<EtcdError> refusal = switch (operation.getRequestCase()) {
                case REQUEST_RANGE -> checkRange(operation.getRequestRange(), txn);
                case REQUEST_PUT -> checkPut(operation.getRequestPut(), txn);
                case REQUEST_TXN -> check(nested.next(), txn);
                case REQUEST_DELETE_RANGE, REQUEST_NOT_SET -> Optional.empty();
            };
            if (refusal.isPresent()) {
                return refusal;
            }
        }
        return Optional.empty();
    }

    private Optional<EtcdError> checkRange(RangeRequest request, WriteTxn txn) {
        if (request.getRevision() == 0) {
            return Optional.empty();
        }
        if (request.getRevision() > txn.revision()) {
            return Optional.of(EtcdError.FUTURE_REVISION);
        }
        return request.getRevision() < store.compactRevision() ? Optional.of(EtcdError.COMPACTED) : Optional.empty();
    }

    private Optional<EtcdError> checkPut(PutRequest request, WriteTxn txn) {
        return writer.refusal(request, txn);
    }

    private TxnResponse.Builder execute(TxnPath path, WriteTxn txn, boolean wanted) {
        TxnResponse.Builder response = TxnResponse.newBuilder().setSucceeded(path.succeeded());
        Iterator<TxnPath> nested = path.nested().iterator();
        for (RequestOp operation : path.operations()) {
            switch (operation.getRequestCase()) {
                case REQUEST_RANGE -> {
                    if (wanted) {
                        response.addResponses(range(operation.getRequestRange(), txn));
                    }
                }
                case REQUEST_PUT ->
                    response.addResponses(ResponseOp.newBuilder()
                            .setResponsePut(writer.put(operation.getRequestPut(), txn, wanted)
                                    .setHeader(ResponseHeaders.inner(txn.revision()))));
                case REQUEST_DELETE_RANGE ->
                    response.addResponses(ResponseOp.newBuilder()
                            .setResponseDeleteRange(writer.delete(operation.getRequestDeleteRange(), txn, wanted)
                                    .setHeader(ResponseHeaders.inner(txn.revision()))));
                case REQUEST_TXN ->
                    response.addResponses(ResponseOp.newBuilder()
                            .setResponseTxn(execute(nested.next(), txn, wanted).setHeader(ResponseHeaders.inner(0))));
                case REQUEST_NOT_SET -> response.addResponses(ResponseOp.getDefaultInstance());
            }
        }
        return response;
    }

    private static ResponseOp range(RangeRequest request, WriteTxn txn) {
        return switch (txn.range(
                RangeReader.rangeOf(request.getKey(), request.getRangeEnd()), RangeReader.specOf(request))) {
            case RangeOutcome.Found found ->
                ResponseOp.newBuilder()
                        .setResponseRange(
                                RangeReader.assemble(found, request).setHeader(ResponseHeaders.inner(found.revision())))
                        .build();
            case RangeOutcome.Compacted _, RangeOutcome.FutureRevision _ ->
                throw new IllegalStateException("a range checked before the transaction failed inside it");
        };
    }
}
