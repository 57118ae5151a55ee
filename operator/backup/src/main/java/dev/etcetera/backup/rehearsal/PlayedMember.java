package dev.etcetera.backup.rehearsal;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.etcetera.api.etcdserverpb.AuthGrpc;
import dev.etcetera.api.etcdserverpb.AuthStatusRequest;
import dev.etcetera.api.etcdserverpb.AuthStatusResponse;
import dev.etcetera.api.etcdserverpb.HashKVRequest;
import dev.etcetera.api.etcdserverpb.HashKVResponse;
import dev.etcetera.api.etcdserverpb.MaintenanceGrpc;
import dev.etcetera.api.etcdserverpb.ResponseHeader;
import dev.etcetera.api.etcdserverpb.SnapshotRequest;
import dev.etcetera.api.etcdserverpb.SnapshotResponse;
import dev.etcetera.api.etcdserverpb.StatusRequest;
import dev.etcetera.api.etcdserverpb.StatusResponse;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/** A member with a database that answers what a backup asks. */
record PlayedMember(Server server) implements AutoCloseable {
    private static final int BLOB_BYTES = 256 << 10;
    private static final ResponseHeader HEADER = ResponseHeader.newBuilder()
            .setClusterId(1)
            .setMemberId(2)
            .setRevision(PlayedDatabase.REVISION)
            .build();

    static PlayedMember start(Optional<SslContext> tls) throws IOException {
        byte[] snapshot = PlayedDatabase.snapshot();
        NettyServerBuilder server = NettyServerBuilder.forAddress(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(new Maintenance(snapshot))
                .addService(new Auth());
        tls.ifPresent(server::sslContext);
        return new PlayedMember(server.build().start());
    }

    int port() {
        return server.getPort();
    }

    @Override
    public void close() {
        server.shutdownNow();
    }

    private static <T> void answer(T answer, StreamObserver<T> out) {
        out.onNext(answer);
        out.onCompleted();
    }

    private static final class Maintenance extends MaintenanceGrpc.MaintenanceImplBase {
        private final byte[] snapshot;

        Maintenance(byte[] snapshot) {
            this.snapshot = snapshot;
        }

        @Override
        public void status(StatusRequest request, StreamObserver<StatusResponse> out) {
            answer(
                    StatusResponse.newBuilder()
                            .setHeader(HEADER)
                            .setVersion("3.7.0")
                            .setDbSize(snapshot.length)
                            .setLeader(2)
                            .build(),
                    out);
        }

        @Override
        public void snapshot(SnapshotRequest request, StreamObserver<SnapshotResponse> out) {
            ServerCallStreamObserver<SnapshotResponse> call = (ServerCallStreamObserver<SnapshotResponse>) out;
            int[] sent = {0};
            call.setOnReadyHandler(() -> {
                while (call.isReady() && sent[0] < snapshot.length) {
                    int bytes = Math.min(BLOB_BYTES, snapshot.length - sent[0]);
                    ByteString blob = UnsafeByteOperations.unsafeWrap(snapshot, sent[0], bytes);
                    sent[0] += bytes;
                    call.onNext(SnapshotResponse.newBuilder()
                            .setHeader(HEADER)
                            .setRemainingBytes(snapshot.length - sent[0])
                            .setBlob(blob)
                            .build());
                    if (sent[0] == snapshot.length) {
                        call.onCompleted();
                    }
                }
            });
        }

        @Override
        public void hashKV(HashKVRequest request, StreamObserver<HashKVResponse> out) {
            answer(
                    HashKVResponse.newBuilder()
                            .setHeader(HEADER)
                            .setHash((int) PlayedDatabase.hash())
                            .setCompactRevision(-1)
                            .build(),
                    out);
        }
    }

    private static final class Auth extends AuthGrpc.AuthImplBase {
        @Override
        public void authStatus(AuthStatusRequest request, StreamObserver<AuthStatusResponse> out) {
            answer(AuthStatusResponse.newBuilder().setHeader(HEADER).build(), out);
        }
    }
}
