package dev.etcetera.server.rpc;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;

/**
 * A stream that may be closed from outside while its handler sends. Calls come from the handler's thread and from the
 * timer: the lock keeps them apart, and what the handler says after the end is dropped.
 */
final class GuardedCall<I, O> extends SimpleForwardingServerCall<I, O> {
    private boolean closed;

    GuardedCall(ServerCall<I, O> call) {
        super(call);
    }

    @Override
    public synchronized void sendHeaders(Metadata headers) {
        if (!closed) {
            super.sendHeaders(headers);
        }
    }

    @Override
    public synchronized void sendMessage(O message) {
        if (!closed) {
            super.sendMessage(message);
        }
    }

    @Override
    public synchronized boolean isReady() {
        return !closed && super.isReady();
    }

    @Override
    public synchronized void close(Status status, Metadata trailers) {
        if (!closed) {
            closed = true;
            super.close(status, trailers);
        }
    }
}
