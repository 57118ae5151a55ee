package dev.etcetera.dist;

import com.google.protobuf.ByteString;
import dev.etcetera.api.etcdserverpb.ClusterGrpc;
import dev.etcetera.api.etcdserverpb.Compare;
import dev.etcetera.api.etcdserverpb.DeleteRangeRequest;
import dev.etcetera.api.etcdserverpb.KVGrpc;
import dev.etcetera.api.etcdserverpb.LeaseGrantRequest;
import dev.etcetera.api.etcdserverpb.LeaseGrpc;
import dev.etcetera.api.etcdserverpb.LeaseRevokeRequest;
import dev.etcetera.api.etcdserverpb.MaintenanceGrpc;
import dev.etcetera.api.etcdserverpb.MemberListRequest;
import dev.etcetera.api.etcdserverpb.PutRequest;
import dev.etcetera.api.etcdserverpb.RangeRequest;
import dev.etcetera.api.etcdserverpb.RequestOp;
import dev.etcetera.api.etcdserverpb.StatusRequest;
import dev.etcetera.api.etcdserverpb.TxnRequest;
import dev.etcetera.api.etcdserverpb.WatchCreateRequest;
import dev.etcetera.api.etcdserverpb.WatchGrpc;
import dev.etcetera.api.etcdserverpb.WatchRequest;
import dev.etcetera.api.etcdserverpb.WatchResponse;
import io.grpc.ManagedChannel;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The requests that clients send most, some thousand of them, so that the hot paths are known to be hot. */
final class Traffic {
    private static final int ROUNDS = 3_000;
    /** Enough to load what TLS needs, too few to count as what is hot. */
    private static final int SECURE_ROUNDS = 10;

    private static final int SECURE_CONNECTIONS = 5;
    private static final ByteString VALUE = ByteString.copyFrom(new byte[256]);

    private final int port;
    private final int securePort;

    Traffic(int port, int securePort) {
        this.port = port;
        this.securePort = securePort;
    }

    void run() throws IOException, InterruptedException {
        ManagedChannel channel =
                NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
        try {
            CountDownLatch seen = new CountDownLatch(1);
            StreamObserver<WatchRequest> watch = watch(channel, seen);
            keys(KVGrpc.newBlockingStub(channel), ROUNDS);
            if (!seen.await(10, TimeUnit.SECONDS)) {
                throw new IOException("no watch event arrived");
            }
            watch.onCompleted();
            leases(LeaseGrpc.newBlockingStub(channel));
            MaintenanceGrpc.newBlockingStub(channel).status(StatusRequest.getDefaultInstance());
            ClusterGrpc.newBlockingStub(channel).memberList(MemberListRequest.getDefaultInstance());
        } finally {
            channel.shutdownNow();
        }
        secure();
        for (String path : new String[] {"/health", "/readyz", "/version", "/metrics"}) {
            get(path);
        }
    }

    /** On a few connections, as each begins with a handshake. */
    private void secure() throws IOException {
        SslContext tls = GrpcSslContexts.forClient()
                .trustManager(InsecureTrustManagerFactory.INSTANCE)
                .build();
        for (int connection = 0; connection < SECURE_CONNECTIONS; connection++) {
            ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", securePort)
                    .sslContext(tls)
                    .build();
            try {
                keys(KVGrpc.newBlockingStub(channel), SECURE_ROUNDS);
            } finally {
                channel.shutdownNow();
            }
        }
    }

    private static StreamObserver<WatchRequest> watch(ManagedChannel channel, CountDownLatch seen) {
        StreamObserver<WatchRequest> requests = WatchGrpc.newStub(channel).watch(new StreamObserver<>() {
            @Override
            public void onNext(WatchResponse response) {
                if (response.getEventsCount() > 0) {
                    seen.countDown();
                }
            }

            @Override
            public void onError(Throwable ended) {}

            @Override
            public void onCompleted() {}
        });
        requests.onNext(WatchRequest.newBuilder()
                .setCreateRequest(WatchCreateRequest.newBuilder()
                        .setKey(ByteString.copyFromUtf8("key"))
                        .setRangeEnd(ByteString.copyFromUtf8("kez")))
                .build());
        return requests;
    }

    private static void keys(KVGrpc.KVBlockingStub kv, int rounds) {
        for (int round = 0; round < rounds; round++) {
            ByteString key = ByteString.copyFromUtf8("key" + round % 500);
            PutRequest put = PutRequest.newBuilder().setKey(key).setValue(VALUE).build();
            RangeRequest range = RangeRequest.newBuilder()
                    .setKey(key)
                    .setSerializable(round % 2 == 0)
                    .build();
            kv.put(put);
            kv.range(range);
            if (round % 10 == 0) {
                kv.txn(TxnRequest.newBuilder()
                        .addCompare(Compare.newBuilder()
                                .setKey(key)
                                .setResult(Compare.CompareResult.GREATER)
                                .setTarget(Compare.CompareTarget.MOD)
                                .setModRevision(0))
                        .addSuccess(RequestOp.newBuilder().setRequestPut(put))
                        .addFailure(RequestOp.newBuilder().setRequestRange(range))
                        .build());
            }
        }
        kv.range(RangeRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8("key"))
                .setRangeEnd(ByteString.copyFromUtf8("kez"))
                .build());
        kv.deleteRange(DeleteRangeRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8("key1"))
                .build());
    }

    private static void leases(LeaseGrpc.LeaseBlockingStub leases) {
        for (int round = 0; round < 20; round++) {
            long id = leases.leaseGrant(
                            LeaseGrantRequest.newBuilder().setTTL(60).build())
                    .getID();
            leases.leaseRevoke(LeaseRevokeRequest.newBuilder().setID(id).build());
        }
    }

    private void get(String path) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            BufferedReader answer =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            String status = answer.readLine();
            if (status == null || !status.contains(" 200 ")) {
                throw new IOException(path + " answered " + status);
            }
        }
    }
}
