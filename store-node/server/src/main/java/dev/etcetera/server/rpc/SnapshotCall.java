package dev.etcetera.server.rpc;

import com.google.protobuf.UnsafeByteOperations;
import dev.etcetera.api.etcdserverpb.ResponseHeader;
import dev.etcetera.api.etcdserverpb.SnapshotResponse;
import dev.etcetera.server.consensus.SnapshotDatabase;
import dev.etcetera.server.log.ZapLog;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * A database sent to a client: blobs of 256 KiB as fast as the client takes them, then the SHA-256 of them all. Each call has
 * a virtual thread, which waits while the client is slow; no more than a few blobs are in memory.
 */
final class SnapshotCall {
    /** What may wait for the line while the next blob is made. */
    private static final int UNDER_WAY_BYTES = 2 << 20;

    private final String storageVersion;
    private final ZapLog log;
    private final ServerCallStreamObserver<SnapshotResponse> out;
    private final ClientPace pace = new ClientPace();

    private SnapshotCall(String storageVersion, ZapLog log, ServerCallStreamObserver<SnapshotResponse> out) {
        this.storageVersion = storageVersion;
        this.log = log;
        this.out = out;
    }

    /**
     * To be called while the call is being started, on its event loop; returns at once.
     *
     * @param header asked where the database is frozen, so that its revision is that of the last change in it. etcd's own
     *     answers have none, and its clients do not look
     */
    static void start(
            DatabaseSource source,
            Supplier<ResponseHeader> header,
            String storageVersion,
            ZapLog log,
            StreamObserver<SnapshotResponse> out) {
        ServerCallStreamObserver<SnapshotResponse> stream = (ServerCallStreamObserver<SnapshotResponse>) out;
        SnapshotCall call = new SnapshotCall(storageVersion, log, stream);
        stream.setOnReadyThreshold(UNDER_WAY_BYTES);
        stream.setOnReadyHandler(call.pace::ready);
        stream.setOnCancelHandler(call.pace::cancel);
        source.freeze(database -> {
            ResponseHeader frozen = header.get();
            Thread.ofVirtual().name("snapshot").start(() -> call.run(database, frozen));
        });
    }

    private void run(SnapshotDatabase database, ResponseHeader header) {
        try (database) {
            send(database, header);
            out.onCompleted();
        } catch (ClientGoneException gone) {
            log.info("the client of a database snapshot is gone");
        } catch (IOException failure) {
            log.warn("failed to send database snapshot to client", "error", failure.getMessage());
            out.onError(Status.UNKNOWN.withDescription(failure.getMessage()).asRuntimeException());
        }
    }

    private void send(SnapshotDatabase database, ResponseHeader header) throws IOException {
        long begin = System.nanoTime();
        long total = database.sizeBytes();
        log.info("sending database snapshot to client", "total-bytes", total, "storage-version", storageVersion);
        SnapshotBlobs blobs = new SnapshotBlobs(total, (blob, remaining) -> send(header, blob, remaining));
        try (OutputStream file = blobs) {
            database.writeTo(file);
        }
        byte[] digest = blobs.digest();
        log.info("sending database sha256 checksum to client", "total-bytes", total, "checksum-size", digest.length);
        send(header, digest, 0);
        log.info(
                "successfully sent database snapshot to client",
                "total-bytes",
                total,
                "took",
                Duration.ofNanos(System.nanoTime() - begin));
    }

    private void send(ResponseHeader header, byte[] blob, long remainingBytes) throws IOException {
        pace.await(out::isReady);
        // Over HTTP/2 the message has been written to buffers when this returns; whoever got another blob would see by
        // the digest.
        out.onNext(SnapshotResponse.newBuilder()
                .setHeader(header)
                .setRemainingBytes(remainingBytes)
                .setBlob(UnsafeByteOperations.unsafeWrap(blob))
                .setVersion(storageVersion)
                .build());
    }
}
