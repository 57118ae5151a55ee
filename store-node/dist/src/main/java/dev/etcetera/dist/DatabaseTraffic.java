package dev.etcetera.dist;

import com.google.protobuf.ByteString;
import dev.etcetera.api.etcdserverpb.HashKVRequest;
import dev.etcetera.api.etcdserverpb.KVGrpc;
import dev.etcetera.api.etcdserverpb.MaintenanceGrpc;
import dev.etcetera.api.etcdserverpb.PutRequest;
import dev.etcetera.api.etcdserverpb.RequestOp;
import dev.etcetera.api.etcdserverpb.SnapshotRequest;
import dev.etcetera.api.etcdserverpb.SnapshotResponse;
import dev.etcetera.api.etcdserverpb.TxnRequest;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Iterator;
import java.util.SplittableRandom;

/** What goes over a member's whole database, of a size at which it is worth compiling. */
final class DatabaseTraffic {
    private static final int TXNS = 400;
    /** What etcd allows in one. */
    private static final int PUTS = 128;

    private static final int VALUE_BYTES = 1024;
    private static final int DIGEST_BYTES = 32;
    private static final int SNAPSHOTS = 3;

    private final ManagedChannel channel;

    private DatabaseTraffic(ManagedChannel channel) {
        this.channel = channel;
    }

    /** Fills the member and saves it to {@code db}, a database file without its digest. */
    static void fill(int port, Path db) throws IOException {
        ManagedChannel channel =
                NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
        try {
            DatabaseTraffic traffic = new DatabaseTraffic(channel);
            traffic.put();
            traffic.save(db);
        } finally {
            channel.shutdownNow();
        }
    }

    /** Asks for the database as a backup does, some times. */
    static void run(int port) throws IOException {
        ManagedChannel channel =
                NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
        try {
            DatabaseTraffic traffic = new DatabaseTraffic(channel);
            for (int snapshot = 0; snapshot < SNAPSHOTS; snapshot++) {
                traffic.send(OutputStream.nullOutputStream());
                MaintenanceGrpc.newBlockingStub(channel).hashKV(HashKVRequest.getDefaultInstance());
            }
        } finally {
            channel.shutdownNow();
        }
    }

    private void put() {
        SplittableRandom random = new SplittableRandom(1);
        byte[] value = new byte[VALUE_BYTES];
        KVGrpc.KVBlockingStub kv = KVGrpc.newBlockingStub(channel);
        for (int txn = 0; txn < TXNS; txn++) {
            TxnRequest.Builder request = TxnRequest.newBuilder();
            for (int put = 0; put < PUTS; put++) {
                random.nextBytes(value);
                request.addSuccess(RequestOp.newBuilder()
                        .setRequestPut(PutRequest.newBuilder()
                                .setKey(ByteString.copyFromUtf8("filling/%032d".formatted(txn * PUTS + put)))
                                .setValue(ByteString.copyFrom(value))));
            }
            kv.txn(request.build());
        }
    }

    private void save(Path db) throws IOException {
        try (OutputStream file = Files.newOutputStream(db)) {
            send(file);
        }
        try (FileChannel file = FileChannel.open(db, StandardOpenOption.WRITE)) {
            file.truncate(file.size() - DIGEST_BYTES);
        }
    }

    private void send(OutputStream out) throws IOException {
        Iterator<SnapshotResponse> blobs =
                MaintenanceGrpc.newBlockingStub(channel).snapshot(SnapshotRequest.getDefaultInstance());
        while (blobs.hasNext()) {
            blobs.next().getBlob().writeTo(out);
        }
    }
}
