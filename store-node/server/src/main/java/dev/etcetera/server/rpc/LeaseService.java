package dev.etcetera.server.rpc;

import dev.etcetera.api.EtcdError;
import dev.etcetera.api.etcdserverpb.InternalRaftRequest;
import dev.etcetera.api.etcdserverpb.LeaseGrantRequest;
import dev.etcetera.api.etcdserverpb.LeaseGrantResponse;
import dev.etcetera.api.etcdserverpb.LeaseGrpc;
import dev.etcetera.api.etcdserverpb.LeaseKeepAliveRequest;
import dev.etcetera.api.etcdserverpb.LeaseKeepAliveResponse;
import dev.etcetera.api.etcdserverpb.LeaseLeasesRequest;
import dev.etcetera.api.etcdserverpb.LeaseLeasesResponse;
import dev.etcetera.api.etcdserverpb.LeaseRevokeRequest;
import dev.etcetera.api.etcdserverpb.LeaseRevokeResponse;
import dev.etcetera.api.etcdserverpb.LeaseStatus;
import dev.etcetera.api.etcdserverpb.LeaseTimeToLiveRequest;
import dev.etcetera.api.etcdserverpb.LeaseTimeToLiveResponse;
import dev.etcetera.lease.Lessor;
import dev.etcetera.server.apply.BackendQuota;
import dev.etcetera.server.apply.ResponseHeaders;
import dev.etcetera.server.propose.Proposer;
import dev.etcetera.server.transport.LeaseLookup;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;

/** Leases: made and ended through Raft, kept alive and looked up at the leader, wherever the client asks. */
final class LeaseService extends LeaseGrpc.LeaseImplBase {
    private final Proposer proposer;
    private final QuotaGate quota;
    private final Lessor lessor;
    private final LeaderLeases leader;
    private final ResponseHeaders headers;

    LeaseService(Proposer proposer, QuotaGate quota, Lessor lessor, LeaderLeases leader, ResponseHeaders headers) {
        this.proposer = proposer;
        this.quota = quota;
        this.lessor = lessor;
        this.leader = leader;
        this.headers = headers;
    }

    @Override
    public void leaseGrant(LeaseGrantRequest request, StreamObserver<LeaseGrantResponse> out) {
        Answer<LeaseGrantResponse> answer = Answer.to(LeaseGrantResponse.class, out);
        if (quota.admits(BackendQuota.LEASE_COST, () -> answer.fail(EtcdError.NO_SPACE))) {
            LeaseGrantRequest.Builder grant = request.toBuilder();
            while (grant.getID() == 0) {
                grant.setID(proposer.nextId() & Long.MAX_VALUE);
            }
            proposer.propose(InternalRaftRequest.newBuilder().setLeaseGrant(grant), new ProposedCall<>(answer));
        }
    }

    @Override
    public void leaseRevoke(LeaseRevokeRequest request, StreamObserver<LeaseRevokeResponse> out) {
        proposer.propose(
                InternalRaftRequest.newBuilder().setLeaseRevoke(request),
                new ProposedCall<>(Answer.to(LeaseRevokeResponse.class, out)));
    }

    @Override
    public StreamObserver<LeaseKeepAliveRequest> leaseKeepAlive(StreamObserver<LeaseKeepAliveResponse> out) {
        return KeepAliveStream.open(leader, headers, (ServerCallStreamObserver<LeaseKeepAliveResponse>) out);
    }

    @Override
    public void leaseTimeToLive(LeaseTimeToLiveRequest request, StreamObserver<LeaseTimeToLiveResponse> out) {
        Answer<LeaseTimeToLiveResponse> answer = Answer.to(LeaseTimeToLiveResponse.class, out);
        leader.timeToLive(request.getID(), request.getKeys(), lookup -> {
            switch (lookup) {
                case LeaseLookup.Found(LeaseTimeToLiveResponse found) ->
                    answer.send(found.toBuilder().setHeader(headers.current()).build());
                case LeaseLookup.NotFound() ->
                    answer.send(LeaseTimeToLiveResponse.newBuilder()
                            .setHeader(headers.current())
                            .setID(request.getID())
                            .setTTL(-1)
                            .build());
                case LeaseLookup.TimedOut() -> answer.fail(EtcdError.TIMEOUT_WAIT_APPLIED_INDEX);
                case LeaseLookup.Failed(String message) -> LeaderLeases.fail(out, message);
            }
        });
    }

    @Override
    public void leaseLeases(LeaseLeasesRequest request, StreamObserver<LeaseLeasesResponse> out) {
        LeaseLeasesResponse.Builder response = LeaseLeasesResponse.newBuilder().setHeader(headers.current());
        lessor.leases()
                .forEach(id -> response.addLeases(LeaseStatus.newBuilder().setID(id)));
        Answer.to(LeaseLeasesResponse.class, out).send(response.build());
    }
}
