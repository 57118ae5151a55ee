package dev.etcetera.backup;

import com.google.protobuf.ByteOutput;
import com.google.protobuf.UnsafeByteOperations;
import dev.etcetera.api.etcdserverpb.SnapshotRequest;
import dev.etcetera.api.etcdserverpb.SnapshotResponse;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * The blobs of a snapshot as they come: some are on their way while one is taken, so that neither side waits for the other at
 * each of them. Filled by gRPC, emptied by one thread.
 */
final class SnapshotStream implements ClientResponseObserver<SnapshotRequest, SnapshotResponse> {
    /** So many are in memory at most: of 256 KiB from our members, of 32 KiB from Go's. */
    private static final int AHEAD = 16;

    private final BlockingQueue<Came> queue = new LinkedBlockingQueue<>();
    private @Nullable ClientCallStreamObserver<SnapshotRequest> call;

    /** What came next. */
    private sealed interface Came {}

    private record Blob(SnapshotResponse response) implements Came {}

    private record End() implements Came {}

    private record Failure(Throwable cause) implements Came {}

    @Override
    public void beforeStart(ClientCallStreamObserver<SnapshotRequest> started) {
        call = started;
        started.disableAutoRequestWithInitial(AHEAD);
    }

    @Override
    public void onNext(SnapshotResponse response) {
        queue.add(new Blob(response));
    }

    @Override
    public void onError(Throwable failure) {
        queue.add(new Failure(failure));
    }

    @Override
    public void onCompleted() {
        queue.add(new End());
    }

    /**
     * Takes all of them; returns the newest revision that they name, if any does.
     *
     * @throws StatusRuntimeException when the member failed, or the caller was interrupted
     */
    Optional<Long> to(ByteSink sink) throws IOException {
        long revision = 0;
        ByteOutput bytes = new Unwrapped(sink);
        for (SnapshotResponse blob = next(); blob != null; blob = next()) {
            revision = Math.max(revision, blob.getHeader().getRevision());
            UnsafeByteOperations.unsafeWriteTo(blob.getBlob(), bytes);
        }
        return revision == 0 ? Optional.empty() : Optional.of(revision);
    }

    /** The arrays of a blob, which are not copied for a sink: it leaves them as they are. */
    private static final class Unwrapped extends ByteOutput {
        private final ByteSink sink;

        Unwrapped(ByteSink sink) {
            this.sink = sink;
        }

        @Override
        public void write(byte value) throws IOException {
            sink.write(new byte[] {value}, 0, 1);
        }

        @Override
        public void write(byte[] value, int offset, int length) throws IOException {
            sink.write(value, offset, length);
        }

        @Override
        public void writeLazy(byte[] value, int offset, int length) throws IOException {
            sink.write(value, offset, length);
        }

        @Override
        public void write(ByteBuffer value) throws IOException {
            byte[] copy = new byte[value.remaining()];
            value.get(copy);
            sink.write(copy, 0, copy.length);
        }

        @Override
        public void writeLazy(ByteBuffer value) throws IOException {
            write(value);
        }
    }

    /** The next blob; null behind the last. */
    private @Nullable SnapshotResponse next() {
        try {
            return switch (queue.take()) {
                case Blob(SnapshotResponse response) -> {
                    started().request(1);
                    yield response;
                }
                case End() -> null;
                case Failure(Throwable cause) ->
                    throw Status.fromThrowable(cause).asRuntimeException();
            };
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Status.CANCELLED.withDescription("interrupted").withCause(e).asRuntimeException();
        }
    }

    /** Nobody takes any more; does nothing to one that has ended. */
    void cancel() {
        started().cancel("no more is wanted", null);
    }

    private ClientCallStreamObserver<SnapshotRequest> started() {
        ClientCallStreamObserver<SnapshotRequest> begun = call;
        if (begun == null) {
            throw new IllegalStateException("the call has not begun");
        }
        return begun;
    }
}
