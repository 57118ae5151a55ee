package dev.etcetera.server.rpc;

import dev.etcetera.api.EtcdError;
import dev.etcetera.api.etcdserverpb.LeaseKeepAliveRequest;
import dev.etcetera.api.etcdserverpb.LeaseKeepAliveResponse;
import dev.etcetera.server.apply.ResponseHeaders;
import dev.etcetera.server.transport.LeaseRenewal;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;

/**
 * One LeaseKeepAlive call. Takes the next request only when the one before is answered, so that answers keep their order
 * and a client cannot pile up work. Events of the call come from its event loop; answers may come from elsewhere.
 */
final class KeepAliveStream implements StreamObserver<LeaseKeepAliveRequest> {
    private final LeaderLeases leader;
    private final ResponseHeaders headers;
    private final ServerCallStreamObserver<LeaseKeepAliveResponse> out;
    private boolean answering;
    private boolean halfClosed;

    private KeepAliveStream(
            LeaderLeases leader, ResponseHeaders headers, ServerCallStreamObserver<LeaseKeepAliveResponse> out) {
        this.leader = leader;
        this.headers = headers;
        this.out = out;
    }

    static KeepAliveStream open(
            LeaderLeases leader, ResponseHeaders headers, ServerCallStreamObserver<LeaseKeepAliveResponse> out) {
        out.disableAutoRequest();
        out.setOnCancelHandler(() -> {});
        out.request(1);
        return new KeepAliveStream(leader, headers, out);
    }

    @Override
    public void onNext(LeaseKeepAliveRequest request) {
        synchronized (this) {
            answering = true;
        }
        // The header is made before the lease is renewed: its revision must not be newer than the renewal.
        LeaseKeepAliveResponse.Builder response =
                LeaseKeepAliveResponse.newBuilder().setHeader(headers.current()).setID(request.getID());
        leader.renew(request.getID(), renewal -> answer(renewal, response));
    }

    private synchronized void answer(LeaseRenewal renewal, LeaseKeepAliveResponse.Builder response) {
        answering = false;
        switch (renewal) {
            case LeaseRenewal.Renewed(long ttlSeconds) ->
                out.onNext(response.setTTL(ttlSeconds).build());
            // An unknown lease is no error: its time to live is 0.
            case LeaseRenewal.NotFound() -> out.onNext(response.build());
            case LeaseRenewal.TimedOut() -> {
                out.onError(EtcdError.TIMEOUT_WAIT_APPLIED_INDEX.exception());
                return;
            }
            case LeaseRenewal.Failed(String message) -> {
                LeaderLeases.fail(out, message);
                return;
            }
        }
        if (halfClosed) {
            out.onCompleted();
        } else {
            out.request(1);
        }
    }

    @Override
    public void onError(Throwable lost) {}

    @Override
    public synchronized void onCompleted() {
        halfClosed = true;
        if (!answering) {
            out.onCompleted();
        }
    }
}
