package dev.etcetera.e2e.many;

import io.etcd.jetcd.api.ClusterGrpc;
import io.etcd.jetcd.api.MaintenanceGrpc;
import io.etcd.jetcd.api.Member;
import io.etcd.jetcd.api.MemberListRequest;
import io.etcd.jetcd.api.MemberListResponse;
import io.etcd.jetcd.api.ResponseHeader;
import io.etcd.jetcd.api.StatusRequest;
import io.etcd.jetcd.api.StatusResponse;
import io.fabric8.kubernetes.api.model.Pod;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Objects;

/** The only member of its cluster, as far as the operator can tell: it says who it is, and that it leads. */
final class PlayedMember implements AutoCloseable {
    private static final int PORT = 2379;
    private static final String PEER_URL = "--initial-advertise-peer-urls=";

    private final Server server;

    private PlayedMember(Server server) {
        this.server = server;
    }

    static PlayedMember start(Pod pod, String address) throws IOException {
        long cluster = id(pod, "etcetera.dev/cluster-uid");
        long member = id(pod, "etcetera.dev/member-uid");
        ResponseHeader header = ResponseHeader.newBuilder()
                .setClusterId(cluster)
                .setMemberId(member)
                .build();
        StatusResponse status = StatusResponse.newBuilder()
                .setHeader(header)
                .setVersion("3.7.3")
                .setLeader(member)
                .setRaftAppliedIndex(1_000)
                .build();
        MemberListResponse list = MemberListResponse.newBuilder()
                .setHeader(header)
                .addMembers(Member.newBuilder()
                        .setID(member)
                        .setName(pod.getMetadata().getName())
                        .addPeerURLs(peerUrl(pod)))
                .build();
        return new PlayedMember(NettyServerBuilder.forAddress(new InetSocketAddress(address, PORT))
                .directExecutor()
                .addService(new Maintenance(status))
                .addService(new Cluster(list))
                .build()
                .start());
    }

    @Override
    public void close() {
        server.shutdownNow();
    }

    /** Never 0: that is nobody. */
    private static long id(Pod pod, String label) {
        String uid = Objects.requireNonNull(pod.getMetadata().getLabels().get(label));
        return Integer.toUnsignedLong(uid.hashCode()) + 1;
    }

    private static String peerUrl(Pod pod) {
        return pod.getSpec().getContainers().getFirst().getArgs().stream()
                .filter(a -> a.startsWith(PEER_URL))
                .map(a -> a.substring(PEER_URL.length()))
                .findFirst()
                .orElseThrow();
    }

    private static final class Maintenance extends MaintenanceGrpc.MaintenanceImplBase {
        private final StatusResponse status;

        Maintenance(StatusResponse status) {
            this.status = status;
        }

        @Override
        public void status(StatusRequest request, StreamObserver<StatusResponse> answer) {
            answer.onNext(status);
            answer.onCompleted();
        }
    }

    private static final class Cluster extends ClusterGrpc.ClusterImplBase {
        private final MemberListResponse list;

        Cluster(MemberListResponse list) {
            this.list = list;
        }

        @Override
        public void memberList(MemberListRequest request, StreamObserver<MemberListResponse> answer) {
            answer.onNext(list);
            answer.onCompleted();
        }
    }
}
