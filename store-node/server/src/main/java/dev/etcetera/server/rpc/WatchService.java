package dev.etcetera.server.rpc;

import dev.etcetera.api.etcdserverpb.WatchGrpc;
import dev.etcetera.api.etcdserverpb.WatchRequest;
import dev.etcetera.api.etcdserverpb.WatchResponse;
import dev.etcetera.failpoint.Failpoints;
import dev.etcetera.mvcc.KvStore;
import dev.etcetera.mvcc.WatchableStore;
import dev.etcetera.server.apply.ResponseHeaders;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** Watches: each call is one {@link WatchStream} with any number of watchers. */
final class WatchService extends WatchGrpc.WatchImplBase {
    private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(100);

    private final WatchParts parts;
    private final Timing timing;
    private final EventLoops loops;

    /**
     * What streams work with.
     *
     * @param maxResponseBytes responses above are cut into fragments for clients that ask for it
     */
    record WatchParts(
            KvStore store,
            WatchableStore watches,
            ResponseHeaders headers,
            int maxResponseBytes,
            Failpoints failpoints) {}

    /** When watchers are told that there is nothing to tell. */
    record Timing(Duration progressInterval, ScheduledExecutorService timers, RandomGenerator random) {
        Timing {
            progressInterval = progressInterval.compareTo(SHORTEST_INTERVAL) < 0 ? SHORTEST_INTERVAL : progressInterval;
        }

        /** Repeats with up to a tenth more than the interval, so that streams opened together drift apart. */
        ScheduledFuture<?> every(Runnable task) {
            long nanos = progressInterval.toNanos() + random.nextLong(progressInterval.toNanos() / 10);
            return timers.scheduleAtFixedRate(task, nanos, nanos, TimeUnit.NANOSECONDS);
        }
    }

    WatchService(WatchParts parts, Timing timing, EventLoops loops) {
        this.parts = parts;
        this.timing = timing;
        this.loops = loops;
    }

    @Override
    public StreamObserver<WatchRequest> watch(StreamObserver<WatchResponse> out) {
        return WatchStream.open(parts, timing, loops.current(), (ServerCallStreamObserver<WatchResponse>) out);
    }
}
