package dev.etcetera.server.rpc;

import dev.etcetera.api.EtcdError;
import dev.etcetera.server.apply.ApplyResult;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;

/**
 * The way back to one client. Used by one thread at a time.
 *
 * @param type the message this call is answered with
 */
record Answer<R>(Class<R> type, StreamObserver<R> out) {
    /** Takes over a call. A client that goes away meanwhile is not told anything, and that is no error. */
    static <R> Answer<R> to(Class<R> type, StreamObserver<R> out) {
        if (out instanceof ServerCallStreamObserver<R> call) {
            call.setOnCancelHandler(Answer::ignoreCancellation);
        }
        return new Answer<>(type, out);
    }

    private static void ignoreCancellation() {}

    void send(R response) {
        out.onNext(response);
        out.onCompleted();
    }

    void fail(EtcdError error) {
        out.onError(error.exception());
    }

    void send(ApplyResult result) {
        switch (result) {
            case ApplyResult.Answered(var response) -> send(type.cast(response));
            case ApplyResult.Compacting(var response, long _) -> send(type.cast(response));
            case ApplyResult.Rejected(EtcdError error) -> fail(error);
            case ApplyResult.Reconfigured _, ApplyResult.Silent _ ->
                throw new IllegalStateException("no answer was made for a call that waits");
        }
    }
}
