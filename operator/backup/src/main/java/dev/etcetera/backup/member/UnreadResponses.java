package dev.etcetera.backup.member;

import dev.etcetera.api.etcdserverpb.MaintenanceGrpc;
import dev.etcetera.api.etcdserverpb.SnapshotRequest;
import dev.etcetera.api.etcdserverpb.SnapshotResponse;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.Detachable;
import io.grpc.MethodDescriptor;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The responses of a snapshot, each left where it was received until somebody reads it, who has to close it: gRPC would copy
 * a blob twice to make an object of it.
 */
final class UnreadResponses implements MethodDescriptor.Marshaller<InputStream> {
    private static final MethodDescriptor<SnapshotRequest, SnapshotResponse> USUAL =
            MaintenanceGrpc.getSnapshotMethod();
    private static final MethodDescriptor<SnapshotRequest, InputStream> UNREAD =
            USUAL.toBuilder(USUAL.getRequestMarshaller(), new UnreadResponses()).build();

    private UnreadResponses() {}

    /** Asks a member for a snapshot. Its responses come in a thread of gRPC's that must not wait. */
    static void ask(Channel member, Duration patience, StreamObserver<InputStream> responses) {
        CallOptions options = CallOptions.DEFAULT
                .withExecutor(Runnable::run)
                .withDeadlineAfter(patience.toMillis(), TimeUnit.MILLISECONDS);
        ClientCalls.asyncServerStreamingCall(
                member.newCall(UNREAD, options), SnapshotRequest.getDefaultInstance(), responses);
    }

    @Override
    public InputStream stream(InputStream response) {
        return response;
    }

    @Override
    public InputStream parse(InputStream received) {
        if (received instanceof Detachable still) {
            return still.detach();
        }
        try {
            return new ByteArrayInputStream(received.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
