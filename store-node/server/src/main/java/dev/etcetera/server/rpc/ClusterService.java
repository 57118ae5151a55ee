package dev.etcetera.server.rpc;

import dev.etcetera.api.EtcdError;
import dev.etcetera.api.etcdserverpb.ClusterGrpc;
import dev.etcetera.api.etcdserverpb.Member;
import dev.etcetera.api.etcdserverpb.MemberAddRequest;
import dev.etcetera.api.etcdserverpb.MemberAddResponse;
import dev.etcetera.api.etcdserverpb.MemberListRequest;
import dev.etcetera.api.etcdserverpb.MemberListResponse;
import dev.etcetera.api.etcdserverpb.MemberPromoteRequest;
import dev.etcetera.api.etcdserverpb.MemberPromoteResponse;
import dev.etcetera.api.etcdserverpb.MemberRemoveRequest;
import dev.etcetera.api.etcdserverpb.MemberRemoveResponse;
import dev.etcetera.api.etcdserverpb.MemberUpdateRequest;
import dev.etcetera.api.etcdserverpb.MemberUpdateResponse;
import dev.etcetera.server.apply.ResponseHeaders;
import dev.etcetera.server.cluster.Cluster;
import dev.etcetera.server.read.ReadIndexService;
import dev.etcetera.server.read.ReadWaiter;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;

/** Who belongs to the cluster. Its headers carry no revision, as etcd's do not. */
final class ClusterService extends ClusterGrpc.ClusterImplBase {
    private final Cluster cluster;
    private final ReadIndexService readIndex;
    private final EventLoops loops;
    private final ResponseHeaders headers;

    ClusterService(Cluster cluster, ReadIndexService readIndex, EventLoops loops, ResponseHeaders headers) {
        this.cluster = cluster;
        this.readIndex = readIndex;
        this.loops = loops;
        this.headers = headers;
    }

    @Override
    public void memberList(MemberListRequest request, StreamObserver<MemberListResponse> out) {
        Answer<MemberListResponse> answer = Answer.to(MemberListResponse.class, out);
        if (!request.getLinearizable()) {
            answer.send(list());
            return;
        }
        readIndex.linearize(loops.current(), new ReadWaiter() {
            @Override
            public void ready() {
                answer.send(list());
            }

            @Override
            public void failed(EtcdError error) {
                answer.fail(error);
            }
        });
    }

    @Override
    public void memberAdd(MemberAddRequest request, StreamObserver<MemberAddResponse> out) {
        out.onError(unsupported());
    }

    @Override
    public void memberRemove(MemberRemoveRequest request, StreamObserver<MemberRemoveResponse> out) {
        out.onError(unsupported(request.getID()));
    }

    @Override
    public void memberUpdate(MemberUpdateRequest request, StreamObserver<MemberUpdateResponse> out) {
        out.onError(unsupported(request.getID()));
    }

    @Override
    public void memberPromote(MemberPromoteRequest request, StreamObserver<MemberPromoteResponse> out) {
        out.onError(unsupported(request.getID()));
    }

    private MemberListResponse list() {
        MemberListResponse.Builder response = MemberListResponse.newBuilder().setHeader(headers.withoutRevision());
        cluster.members()
                .forEach(member -> response.addMembers(Member.newBuilder()
                        .setID(member.id())
                        .setName(member.name())
                        .addAllPeerURLs(member.peerUrls())
                        .addAllClientURLs(member.clientUrls())
                        .setIsLearner(member.learner())));
        return response.build();
    }

    private Exception unsupported(long id) {
        return cluster.member(id).isPresent() ? unsupported() : EtcdError.MEMBER_NOT_FOUND.exception();
    }

    private static Exception unsupported() {
        return Status.UNIMPLEMENTED
                .withDescription("etcetera: this release cannot change the members of a cluster")
                .asRuntimeException();
    }
}
