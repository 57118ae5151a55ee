package dev.etcetera.server.rpc;

import dev.etcetera.api.EtcdError;
import dev.etcetera.api.etcdserverpb.CompactionRequest;
import dev.etcetera.api.etcdserverpb.CompactionResponse;
import dev.etcetera.api.etcdserverpb.DeleteRangeRequest;
import dev.etcetera.api.etcdserverpb.DeleteRangeResponse;
import dev.etcetera.api.etcdserverpb.InternalRaftRequest;
import dev.etcetera.api.etcdserverpb.KVGrpc;
import dev.etcetera.api.etcdserverpb.PutRequest;
import dev.etcetera.api.etcdserverpb.PutResponse;
import dev.etcetera.api.etcdserverpb.RangeRequest;
import dev.etcetera.api.etcdserverpb.RangeResponse;
import dev.etcetera.api.etcdserverpb.RangeStreamResponse;
import dev.etcetera.api.etcdserverpb.TxnRequest;
import dev.etcetera.api.etcdserverpb.TxnResponse;
import dev.etcetera.server.apply.BackendQuota;
import dev.etcetera.server.apply.TxnReader;
import dev.etcetera.server.propose.Proposer;
import io.grpc.stub.StreamObserver;
import java.util.Optional;

/** Keys: reads are answered from the store, writes go through Raft. */
final class KvService extends KVGrpc.KVImplBase {
    private final KvReads reads;
    private final Proposer proposer;
    private final QuotaGate quota;
    private final Compactions compactions;
    private final int maxTxnOps;

    KvService(KvReads reads, Proposer proposer, QuotaGate quota, Compactions compactions, int maxTxnOps) {
        this.reads = reads;
        this.proposer = proposer;
        this.quota = quota;
        this.compactions = compactions;
        this.maxTxnOps = maxTxnOps;
    }

    @Override
    public void range(RangeRequest request, StreamObserver<RangeResponse> out) {
        Answer<RangeResponse> answer = Answer.to(RangeResponse.class, out);
        if (isValid(RequestValidator.check(request), answer)) {
            reads.range(request, answer);
        }
    }

    @Override
    public void rangeStream(RangeRequest request, StreamObserver<RangeStreamResponse> out) {
        reads.stream(request, out);
    }

    @Override
    public void put(PutRequest request, StreamObserver<PutResponse> out) {
        Answer<PutResponse> answer = Answer.to(PutResponse.class, out);
        if (quota.admits(BackendQuota.cost(request), () -> answer.fail(EtcdError.NO_SPACE))
                && isValid(RequestValidator.check(request), answer)) {
            proposer.propose(InternalRaftRequest.newBuilder().setPut(request), new ProposedCall<>(answer));
        }
    }

    @Override
    public void deleteRange(DeleteRangeRequest request, StreamObserver<DeleteRangeResponse> out) {
        Answer<DeleteRangeResponse> answer = Answer.to(DeleteRangeResponse.class, out);
        if (isValid(RequestValidator.check(request), answer)) {
            proposer.propose(InternalRaftRequest.newBuilder().setDeleteRange(request), new ProposedCall<>(answer));
        }
    }

    @Override
    public void txn(TxnRequest request, StreamObserver<TxnResponse> out) {
        Answer<TxnResponse> answer = Answer.to(TxnResponse.class, out);
        if (!quota.admits(BackendQuota.cost(request), () -> answer.fail(EtcdError.NO_SPACE))
                || !isValid(RequestValidator.check(request, maxTxnOps), answer)) {
            return;
        }
        if (TxnReader.isReadOnly(request)) {
            reads.txn(request, answer);
        } else {
            proposer.propose(InternalRaftRequest.newBuilder().setTxn(request), new ProposedCall<>(answer));
        }
    }

    @Override
    public void compact(CompactionRequest request, StreamObserver<CompactionResponse> out) {
        compactions.compact(request, Answer.to(CompactionResponse.class, out));
    }

    private static boolean isValid(Optional<EtcdError> problem, Answer<?> answer) {
        problem.ifPresent(answer::fail);
        return problem.isEmpty();
    }
}
