package dev.etcetera.server.rpc;

import com.google.protobuf.ByteString;
import dev.etcetera.api.EtcdError;
import dev.etcetera.api.etcdserverpb.RangeRequest;
import dev.etcetera.api.etcdserverpb.RangeResponse;
import dev.etcetera.api.etcdserverpb.RangeStreamResponse;
import dev.etcetera.mvcc.KvStore;
import dev.etcetera.server.apply.ApplyResult;
import dev.etcetera.server.apply.RangeAnswer;
import dev.etcetera.server.apply.ResponseHeaders;
import dev.etcetera.server.read.ReadWaiter;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A range sent in chunks of one revision, as fast as the client takes them. Runs on the pool, on one thread at a time:
 * {@code wakeUps} counts the reasons to run, and whoever raises it from 0 starts the run.
 */
final class RangeStreamCall implements ReadWaiter, Runnable {
    private static final ByteString ZERO = ByteString.copyFrom(new byte[] {0});
    private static final long FIRST_CHUNK_KEYS = 10;

    private final KvStore store;
    private final ResponseHeaders headers;
    private final ReadPool pool;
    private final int chunkBytes;
    private final ServerCallStreamObserver<RangeStreamResponse> out;
    private final AtomicInteger wakeUps = new AtomicInteger();
    private final long totalLimit;
    private RangeRequest next;
    private long chunkKeys = FIRST_CHUNK_KEYS;
    private long sent;
    private long total;
    private long revision;
    private volatile boolean open;
    private boolean done;

    private RangeStreamCall(
            RangeRequest request,
            KvStore store,
            ResponseHeaders headers,
            KvReads.Places places,
            ServerCallStreamObserver<RangeStreamResponse> out) {
        this.next = request;
        this.store = store;
        this.headers = headers;
        this.pool = places.pool();
        this.chunkBytes = places.chunkBytes();
        this.out = out;
        this.totalLimit = request.getLimit() > 0 ? request.getLimit() : Long.MAX_VALUE;
    }

    static RangeStreamCall open(
            RangeRequest request,
            KvStore store,
            ResponseHeaders headers,
            KvReads.Places places,
            StreamObserver<RangeStreamResponse> out) {
        var call = (ServerCallStreamObserver<RangeStreamResponse>) out;
        RangeStreamCall stream = new RangeStreamCall(request, store, headers, places, call);
        call.setOnReadyHandler(stream::wake);
        call.setOnCancelHandler(() -> {});
        return stream;
    }

    @Override
    public void ready() {
        open = true;
        wake();
    }

    @Override
    public void failed(EtcdError error) {
        out.onError(error.exception());
    }

    @Override
    public void run() {
        int reasons;
        do {
            reasons = wakeUps.get();
            while (!done && out.isReady()) {
                done = sendChunk();
            }
        } while (wakeUps.addAndGet(-reasons) > 0);
    }

    private void wake() {
        if (open && wakeUps.getAndIncrement() == 0 && !pool.offer(this)) {
            out.onError(EtcdError.TOO_MANY_REQUESTS.exception());
        }
    }

    /** Returns whether the stream has ended. */
    private boolean sendChunk() {
        RangeRequest chunk = next.getCountOnly()
                ? next
                : next.toBuilder()
                        .setLimit(Math.min(chunkKeys, totalLimit - sent))
                        .build();
        return switch (RangeAnswer.read(store, chunk, headers)) {
            case ApplyResult.Answered(var response) -> send((RangeResponse) response);
            case ApplyResult.Rejected(EtcdError error) -> {
                out.onError(error.exception());
                yield true;
            }
            case ApplyResult.Compacting _, ApplyResult.Reconfigured _, ApplyResult.Silent _ ->
                throw new IllegalStateException("a range was answered with something else");
        };
    }

    private boolean send(RangeResponse found) {
        if (revision == 0) {
            revision = found.getHeader().getRevision();
            total = found.getCount();
        }
        sent += found.getKvsCount();
        boolean last = !found.getMore() || sent >= totalLimit;
        RangeResponse.Builder response = RangeResponse.newBuilder().addAllKvs(found.getKvsList());
        if (last) {
            response.setHeader(headers.at(revision)).setMore(found.getMore()).setCount(total);
        }
        out.onNext(RangeStreamResponse.newBuilder().setRangeResponse(response).build());
        if (last) {
            out.onCompleted();
        } else {
            proceed(found);
        }
        return last;
    }

    /** Chunks grow and shrink towards the wanted size. */
    private void proceed(RangeResponse found) {
        int size = found.getSerializedSize();
        if (size < chunkBytes / 2) {
            chunkKeys *= 2;
        } else if (size > chunkBytes * 2L) {
            chunkKeys = Math.max(1, chunkKeys / 2);
        }
        RangeRequest.Builder following = next.toBuilder()
                .setKey(found.getKvs(found.getKvsCount() - 1).getKey().concat(ZERO));
        if (next.getRevision() == 0) {
            following.setRevision(revision);
        }
        next = following.build();
    }
}
