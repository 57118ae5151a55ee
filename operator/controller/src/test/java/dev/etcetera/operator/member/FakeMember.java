package dev.etcetera.operator.member;

import dev.etcetera.api.etcdserverpb.AlarmRequest;
import dev.etcetera.api.etcdserverpb.AlarmResponse;
import dev.etcetera.api.etcdserverpb.ClusterGrpc;
import dev.etcetera.api.etcdserverpb.CompactionRequest;
import dev.etcetera.api.etcdserverpb.CompactionResponse;
import dev.etcetera.api.etcdserverpb.DefragmentRequest;
import dev.etcetera.api.etcdserverpb.DefragmentResponse;
import dev.etcetera.api.etcdserverpb.KVGrpc;
import dev.etcetera.api.etcdserverpb.MaintenanceGrpc;
import dev.etcetera.api.etcdserverpb.Member;
import dev.etcetera.api.etcdserverpb.MemberAddRequest;
import dev.etcetera.api.etcdserverpb.MemberAddResponse;
import dev.etcetera.api.etcdserverpb.MemberListRequest;
import dev.etcetera.api.etcdserverpb.MemberListResponse;
import dev.etcetera.api.etcdserverpb.MemberPromoteRequest;
import dev.etcetera.api.etcdserverpb.MemberPromoteResponse;
import dev.etcetera.api.etcdserverpb.MemberRemoveRequest;
import dev.etcetera.api.etcdserverpb.MemberRemoveResponse;
import dev.etcetera.api.etcdserverpb.MoveLeaderRequest;
import dev.etcetera.api.etcdserverpb.MoveLeaderResponse;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** A member that writes down what it is asked for, and refuses when told to. */
public final class FakeMember implements AutoCloseable {
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final Server server;
    private volatile Optional<Status> refusal = Optional.empty();
    private volatile boolean quorum = true;
    private volatile boolean answers = true;

    /** Listens on a free port of this machine. */
    public FakeMember() throws IOException {
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(new FakeCluster())
                .addService(new FakeMaintenance())
                .addService(new FakeKeys())
                .build()
                .start();
    }

    /** Listens with TLS on a free port of this machine, for clients of this authority. */
    FakeMember(String authorities, String certificate, String key) throws IOException {
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .sslContext(GrpcSslContexts.configure(
                                SslContextBuilder.forServer(stream(certificate), stream(key)), SslProvider.JDK)
                        .trustManager(stream(authorities))
                        .clientAuth(ClientAuth.REQUIRE)
                        .build())
                .addService(new FakeCluster())
                .build()
                .start();
    }

    private static InputStream stream(String pem) {
        return new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
    }

    int number() {
        return server.getPort();
    }

    /** Address of every fake member. */
    public String address() {
        return InetAddress.getLoopbackAddress().getHostAddress();
    }

    MemberPort port() {
        return new MemberPort(server.getPort(), new MemberDoors());
    }

    /** A client whose members listen where this one does. */
    public MembershipClient client(java.time.Duration deadline) {
        return new MembershipClient(deadline, port());
    }

    public List<String> asked() {
        return List.copyOf(asked);
    }

    public void refuse(Status status) {
        refusal = Optional.of(status);
    }

    public void loseQuorum() {
        quorum = false;
    }

    public void neverAnswer() {
        answers = false;
    }

    @Override
    public void close() {
        server.shutdownNow();
    }

    private <T> void answer(String question, T response, StreamObserver<T> out) {
        asked.add(question);
        if (!answers) {
            return;
        }
        if (refusal.isPresent()) {
            out.onError(refusal.get().asRuntimeException());
        } else {
            out.onNext(response);
            out.onCompleted();
        }
    }

    private final class FakeCluster extends ClusterGrpc.ClusterImplBase {
        @Override
        public void memberAdd(MemberAddRequest request, StreamObserver<MemberAddResponse> out) {
            answer(
                    "add " + request.getPeerURLsList() + (request.getIsLearner() ? " as learner" : ""),
                    MemberAddResponse.getDefaultInstance(),
                    out);
        }

        @Override
        public void memberRemove(MemberRemoveRequest request, StreamObserver<MemberRemoveResponse> out) {
            answer("remove " + request.getID(), MemberRemoveResponse.getDefaultInstance(), out);
        }

        @Override
        public void memberPromote(MemberPromoteRequest request, StreamObserver<MemberPromoteResponse> out) {
            answer("promote " + request.getID(), MemberPromoteResponse.getDefaultInstance(), out);
        }

        @Override
        public void memberList(MemberListRequest request, StreamObserver<MemberListResponse> out) {
            if (request.getLinearizable() && !quorum) {
                out.onError(Status.UNAVAILABLE
                        .withDescription("etcdserver: no leader")
                        .asRuntimeException());
                return;
            }
            Member learner = Member.newBuilder()
                    .setID(4)
                    .addPeerURLs("http://demo-4:2380")
                    .setIsLearner(true)
                    .build();
            answer("list", MemberListResponse.newBuilder().addMembers(learner).build(), out);
        }
    }

    private final class FakeMaintenance extends MaintenanceGrpc.MaintenanceImplBase {
        @Override
        public void moveLeader(MoveLeaderRequest request, StreamObserver<MoveLeaderResponse> out) {
            answer("move leader to " + request.getTargetID(), MoveLeaderResponse.getDefaultInstance(), out);
        }

        @Override
        public void defragment(DefragmentRequest request, StreamObserver<DefragmentResponse> out) {
            answer("defragment", DefragmentResponse.getDefaultInstance(), out);
        }

        @Override
        public void alarm(AlarmRequest request, StreamObserver<AlarmResponse> out) {
            answer(
                    request.getAction() + " " + request.getAlarm() + " of " + request.getMemberID(),
                    AlarmResponse.getDefaultInstance(),
                    out);
        }
    }

    private final class FakeKeys extends KVGrpc.KVImplBase {
        @Override
        public void compact(CompactionRequest request, StreamObserver<CompactionResponse> out) {
            answer("compact at " + request.getRevision(), CompactionResponse.getDefaultInstance(), out);
        }
    }
}
