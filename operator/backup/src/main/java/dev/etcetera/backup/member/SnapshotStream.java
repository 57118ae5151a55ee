package dev.etcetera.backup.member;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import dev.etcetera.api.etcdserverpb.ResponseHeader;
import dev.etcetera.api.etcdserverpb.SnapshotRequest;
import dev.etcetera.api.etcdserverpb.SnapshotResponse;
import dev.etcetera.backup.store.ByteSink;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * The blobs of a snapshot as they come: some are on their way while one is taken, so that neither side waits for the other at
 * each of them. Filled by gRPC, emptied by one thread.
 */
final class SnapshotStream implements ClientResponseObserver<SnapshotRequest, InputStream> {
    /** So many are in memory at most: of 256 KiB from our members, of 32 KiB from Go's. */
    private static final int AHEAD = 16;
    /** So many are asked for at a time: each time wakes a thread. */
    private static final int ASKED = AHEAD / 2;

    private static final int PIECE_BYTES = 256 << 10;

    private final BlockingQueue<Came> queue = new LinkedBlockingQueue<>();
    private @Nullable ClientCallStreamObserver<SnapshotRequest> call;
    private int taken;
    private volatile boolean over;

    /** What came next. */
    private sealed interface Came {}

    private record Blob(InputStream response) implements Came {}

    private record End() implements Came {}

    private record Failure(Throwable cause) implements Came {}

    /** Asks a member for a snapshot. */
    static SnapshotStream of(Channel member, Duration patience) {
        SnapshotStream stream = new SnapshotStream();
        UnreadResponses.ask(member, patience, stream);
        return stream;
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<SnapshotRequest> started) {
        call = started;
        started.disableAutoRequestWithInitial(AHEAD);
    }

    @Override
    public void onNext(InputStream response) {
        queue.add(new Blob(response));
        if (over) {
            release();
        }
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
        byte[] piece = new byte[PIECE_BYTES];
        while (true) {
            try (InputStream response = next()) {
                if (response == null) {
                    return revision == 0 ? Optional.empty() : Optional.of(revision);
                }
                revision = Math.max(revision, unpack(response, piece, sink));
            }
        }
    }

    /** Reads a response field by field, as its blob need not be in memory as a whole; returns the revision that it names, or 0. */
    private static long unpack(InputStream response, byte[] piece, ByteSink sink) throws IOException {
        long revision = 0;
        for (int first = response.read(); first >= 0; first = response.read()) {
            int tag = CodedInputStream.readRawVarint32(first, response);
            switch (WireFormat.getTagFieldNumber(tag)) {
                case SnapshotResponse.HEADER_FIELD_NUMBER ->
                    revision = ResponseHeader.parseDelimitedFrom(response).getRevision();
                case SnapshotResponse.BLOB_FIELD_NUMBER -> pass(response, number(response), piece, sink);
                default -> skip(response, WireFormat.getTagWireType(tag));
            }
        }
        return revision;
    }

    private static int number(InputStream response) throws IOException {
        return CodedInputStream.readRawVarint32(response.read(), response);
    }

    private static void skip(InputStream response, int wireType) throws IOException {
        switch (wireType) {
            case WireFormat.WIRETYPE_VARINT -> number(response);
            case WireFormat.WIRETYPE_LENGTH_DELIMITED -> response.skipNBytes(number(response));
            default -> throw new IOException("a snapshot has a field of type %d".formatted(wireType));
        }
    }

    private static void pass(InputStream response, int length, byte[] piece, ByteSink sink) throws IOException {
        for (int left = length; left > 0; ) {
            int read = response.read(piece, 0, Math.min(left, piece.length));
            if (read < 0) {
                throw new EOFException("a blob of a snapshot is cut off");
            }
            sink.write(piece, 0, read);
            left -= read;
        }
    }

    /** The next blob; null behind the last. */
    private @Nullable InputStream next() {
        try {
            return switch (queue.take()) {
                case Blob(InputStream response) -> {
                    taken++;
                    if (taken % ASKED == 0) {
                        started().request(ASKED);
                    }
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
        over = true;
        release();
    }

    /** Gives back the memory of what nobody takes. */
    private void release() {
        for (Came came = queue.poll(); came != null; came = queue.poll()) {
            if (came instanceof Blob(InputStream response)) {
                try {
                    response.close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private ClientCallStreamObserver<SnapshotRequest> started() {
        ClientCallStreamObserver<SnapshotRequest> begun = call;
        if (begun == null) {
            throw new IllegalStateException("the call has not begun");
        }
        return begun;
    }
}
