package dev.etcetera.server.rpc;

import dev.etcetera.api.EtcdError;
import dev.etcetera.api.etcdserverpb.ClusterGrpc;
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
import dev.etcetera.server.cluster.Member;
import dev.etcetera.server.cluster.MemberIds;
import dev.etcetera.server.config.ConfigException;
import dev.etcetera.server.config.PeerUrls;
import dev.etcetera.server.read.ReadWaiter;
import dev.etcetera.server.transport.MemberPromotion;
import dev.etcetera.server.transport.PromotionAnswer;
import io.grpc.stub.StreamObserver;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Who belongs to the cluster. Its headers carry no revision, as etcd's do not. */
final class ClusterService extends ClusterGrpc.ClusterImplBase {
    private final MemberLists lists;
    private final MemberChanges changes;
    private final MemberPromotion promotion;
    private final ResponseHeaders headers;
    private final InstantSource clock;

    ClusterService(
            MemberLists lists,
            MemberChanges changes,
            MemberPromotion promotion,
            ResponseHeaders headers,
            InstantSource clock) {
        this.lists = lists;
        this.changes = changes;
        this.promotion = promotion;
        this.headers = headers;
        this.clock = clock;
    }

    @Override
    public void memberList(MemberListRequest request, StreamObserver<MemberListResponse> out) {
        Answer<MemberListResponse> answer = Answer.to(MemberListResponse.class, out);
        if (!request.getLinearizable()) {
            answer.send(list());
            return;
        }
        lists.linearize(new ReadWaiter() {
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

    /** The id follows from the addresses and the time, not from the cluster's token: that is how etcd has it. */
    @Override
    public void memberAdd(MemberAddRequest request, StreamObserver<MemberAddResponse> out) {
        Answer<MemberAddResponse> answer = Answer.to(MemberAddResponse.class, out);
        Optional<List<String>> urls = peerUrls(request.getPeerURLsList());
        if (urls.isEmpty()) {
            answer.fail(EtcdError.MEMBER_BAD_URLS);
            return;
        }
        long id = MemberIds.memberId(urls.get(), "", clock.instant().getEpochSecond());
        Member added = new Member(id, "", urls.get(), List.of(), request.getIsLearner());
        changes.add(
                added,
                new MemberCall<>(
                        answer,
                        members -> MemberAddResponse.newBuilder()
                                .setHeader(headers.withoutRevision())
                                .setMember(MemberLists.describe(added))
                                .addAllMembers(MemberLists.describe(members))
                                .build()));
    }

    @Override
    public void memberRemove(MemberRemoveRequest request, StreamObserver<MemberRemoveResponse> out) {
        changes.remove(
                request.getID(),
                new MemberCall<>(
                        Answer.to(MemberRemoveResponse.class, out),
                        members -> MemberRemoveResponse.newBuilder()
                                .setHeader(headers.withoutRevision())
                                .addAllMembers(MemberLists.describe(members))
                                .build()));
    }

    /** etcd takes any addresses here and its members stop when they are none; we refuse them. */
    @Override
    public void memberUpdate(MemberUpdateRequest request, StreamObserver<MemberUpdateResponse> out) {
        Answer<MemberUpdateResponse> answer = Answer.to(MemberUpdateResponse.class, out);
        if (peerUrls(request.getPeerURLsList()).isEmpty()) {
            answer.fail(EtcdError.MEMBER_BAD_URLS);
            return;
        }
        changes.update(
                request.getID(),
                request.getPeerURLsList(),
                new MemberCall<>(
                        answer,
                        members -> MemberUpdateResponse.newBuilder()
                                .setHeader(headers.withoutRevision())
                                .addAllMembers(MemberLists.describe(members))
                                .build()));
    }

    @Override
    public void memberPromote(MemberPromoteRequest request, StreamObserver<MemberPromoteResponse> out) {
        Answer<MemberPromoteResponse> answer = Answer.to(MemberPromoteResponse.class, out);
        promotion.promote(request.getID(), promoted -> {
            switch (promoted) {
                case PromotionAnswer.Promoted(List<Member> members) ->
                    answer.send(MemberPromoteResponse.newBuilder()
                            .setHeader(headers.withoutRevision())
                            .addAllMembers(MemberLists.describe(members))
                            .build());
                case PromotionAnswer.Refused(EtcdError error) -> answer.fail(error);
                case PromotionAnswer.Failed _ -> answer.fail(EtcdError.TIMEOUT);
            }
        });
    }

    private MemberListResponse list() {
        return MemberListResponse.newBuilder()
                .setHeader(headers.withoutRevision())
                .addAllMembers(MemberLists.describe(lists.members()))
                .build();
    }

    private static Optional<List<String>> peerUrls(List<String> texts) {
        try {
            return Optional.of(PeerUrls.ofMember(texts));
        } catch (ConfigException malformed) {
            return Optional.empty();
        }
    }
}
