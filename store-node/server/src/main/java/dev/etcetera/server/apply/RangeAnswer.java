package dev.etcetera.server.apply;

import dev.etcetera.api.EtcdError;
import dev.etcetera.api.etcdserverpb.RangeRequest;
import dev.etcetera.api.etcdserverpb.RangeResponse;
import dev.etcetera.mvcc.KvStore;
import dev.etcetera.mvcc.RangeOutcome;

/** Turns what the store found into the answer of a range, header included. Any thread. */
public final class RangeAnswer {
    private RangeAnswer() {}

    /** Reads and answers a range on the calling thread. */
    public static ApplyResult read(KvStore store, RangeRequest request, ResponseHeaders headers) {
        return of(
                store.range(RangeReader.rangeOf(request.getKey(), request.getRangeEnd()), RangeReader.specOf(request)),
                request,
                headers);
    }

    static ApplyResult of(RangeOutcome outcome, RangeRequest request, ResponseHeaders headers) {
        return switch (outcome) {
            case RangeOutcome.Found found -> {
                RangeResponse.Builder response = RangeReader.assemble(found, request);
                yield new ApplyResult.Answered(
                        response.setHeader(headers.at(found.revision())).build());
            }
            case RangeOutcome.Compacted _ -> ApplyResult.rejected(EtcdError.COMPACTED);
            case RangeOutcome.FutureRevision _ -> ApplyResult.rejected(EtcdError.FUTURE_REVISION);
        };
    }
}
