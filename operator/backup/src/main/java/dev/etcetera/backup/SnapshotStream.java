package dev.etcetera.backup;

import dev.etcetera.api.etcdserverpb.SnapshotRequest;
import dev.etcetera.api.etcdserverpb.SnapshotResponse;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
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
     * The next blob; null behind the last.
     *
     * @throws StatusRuntimeException when the member failed, or the caller was interrupted
     */
    @Nullable
    SnapshotResponse next() {
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
