package dev.etcetera.server.rpc;

import dev.etcetera.api.EtcdError;
import dev.etcetera.api.etcdserverpb.RangeRequest;
import dev.etcetera.api.etcdserverpb.RangeResponse;
import dev.etcetera.api.etcdserverpb.RangeStreamResponse;
import dev.etcetera.api.etcdserverpb.RequestOp;
import dev.etcetera.api.etcdserverpb.TxnRequest;
import dev.etcetera.api.etcdserverpb.TxnResponse;
import dev.etcetera.mvcc.KvStore;
import dev.etcetera.server.apply.RangeAnswer;
import dev.etcetera.server.apply.RangeReader;
import dev.etcetera.server.apply.ResponseHeaders;
import dev.etcetera.server.apply.TxnReader;
import dev.etcetera.server.read.ReadIndexService;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Optional;

/**
 * Reads of keys. A serializable read is answered at once from what this member has; any other first asks Raft how far
 * that must be. What may be long is answered by the pool, not by the event loop.
 */
final class KvReads {
    private static final long SHORT_RANGE_KEYS = 1000;

    private final KvStore store;
    private final ReadIndexService readIndex;
    private final ResponseHeaders headers;
    private final TxnReader txns;
    private final LearnerRules learner;
    private final Places places;

    /**
     * Where reads run.
     *
     * @param chunkBytes about how much one message of a streamed range holds
     */
    record Places(EventLoops loops, ReadPool pool, int chunkBytes) {}

    KvReads(KvStore store, ReadIndexService readIndex, ResponseHeaders headers, LearnerRules learner, Places places) {
        this.store = store;
        this.readIndex = readIndex;
        this.headers = headers;
        this.txns = new TxnReader(store, headers);
        this.learner = learner;
        this.places = places;
    }

    void range(RangeRequest request, Answer<RangeResponse> answer) {
        boolean isShort = isShort(request);
        if (request.getSerializable() && isShort) {
            answer.send(RangeAnswer.read(store, request, headers));
            return;
        }
        ReadCall<RangeResponse> call =
                new ReadCall<>(answer, () -> RangeAnswer.read(store, request, headers), places.pool(), isShort);
        when(request.getSerializable(), call);
    }

    void txn(TxnRequest request, Answer<TxnResponse> answer) {
        boolean isShort = isShort(request.getSuccessList()) && isShort(request.getFailureList());
        ReadCall<TxnResponse> call = new ReadCall<>(answer, () -> txns.read(request), places.pool(), isShort);
        when(TxnReader.isSerializable(request), call);
    }

    void stream(RangeRequest request, StreamObserver<RangeStreamResponse> out) {
        Optional<EtcdError> problem = RequestValidator.check(request);
        if (problem.isPresent()) {
            out.onError(problem.get().exception());
        } else if (!RangeReader.isDefaultOrdering(request)) {
            out.onError(unsupported("RangeStream does not support custom sort orders"));
        } else if (RangeReader.hasRevisionFilters(request)) {
            out.onError(unsupported("RangeStream does not support revision filters"));
        } else {
            RangeStreamCall call = RangeStreamCall.open(request, store, headers, places, out);
            if (request.getSerializable()) {
                call.ready();
            } else {
                readIndex.linearize(places.loops().current(), call);
            }
        }
    }

    private void when(boolean serializable, ReadCall<?> call) {
        if (serializable) {
            call.ready();
        } else if (learner.refusesLinearizable()) {
            call.failed(EtcdError.NOT_SUPPORTED_FOR_LEARNER);
        } else {
            readIndex.linearize(places.loops().current(), call);
        }
    }

    private static Exception unsupported(String text) {
        return Status.UNIMPLEMENTED.withDescription(text).asRuntimeException();
    }

    /** Whether the read touches few keys: one, or a small limit in the store's order at the current revision. */
    private static boolean isShort(RangeRequest request) {
        return request.getRangeEnd().isEmpty()
                || (request.getRevision() == 0
                        && (request.getCountOnly()
                                || (request.getLimit() > 0
                                        && request.getLimit() <= SHORT_RANGE_KEYS
                                        && RangeReader.isDefaultOrdering(request)
                                        && !RangeReader.hasRevisionFilters(request))));
    }

    private static boolean isShort(List<RequestOp> operations) {
        for (RequestOp operation : operations) {
            if (!isShort(operation.getRequestRange())) {
                return false;
            }
        }
        return true;
    }
}
