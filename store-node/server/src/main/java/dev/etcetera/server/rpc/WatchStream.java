package dev.etcetera.server.rpc;

import dev.etcetera.api.EtcdError;
import dev.etcetera.api.etcdserverpb.WatchCreateRequest;
import dev.etcetera.api.etcdserverpb.WatchRequest;
import dev.etcetera.api.etcdserverpb.WatchResponse;
import dev.etcetera.failpoint.Failpoint;
import dev.etcetera.mvcc.WatchBatch;
import dev.etcetera.mvcc.WatchSpec;
import dev.etcetera.mvcc.Watcher;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;

/**
 * One Watch call. Owned by its event loop; the lock is for calls that come from elsewhere and is otherwise never waited
 * for. Sends only while the client takes what is sent; meanwhile the queue fills, and then the store waits.
 *
 * <p>Answers to the client's own requests go before events, so that a watcher is announced before its first event.
 */
final class WatchStream implements StreamObserver<WatchRequest> {
    /** What the server itself says, or says of all watchers at once. */
    static final long NO_WATCH_ID = -1;

    private final WatchService.WatchParts parts;
    private final WatchService.Timing timing;
    private final ServerCallStreamObserver<WatchResponse> out;
    private final WatchQueue queue;
    private final Deque<WatchResponse> control = new ArrayDeque<>();
    private final Map<Long, StreamWatcher> byId = new HashMap<>();
    private final Map<Watcher, StreamWatcher> byWatcher = new HashMap<>();
    private @Nullable ScheduledFuture<?> progressTimer;
    private long nextId;
    private boolean closed;

    private WatchStream(
            WatchService.WatchParts parts,
            WatchService.Timing timing,
            Executor loop,
            ServerCallStreamObserver<WatchResponse> out) {
        this.parts = parts;
        this.timing = timing;
        this.out = out;
        this.queue = new WatchQueue(loop, this::drain);
    }

    static WatchStream open(
            WatchService.WatchParts parts,
            WatchService.Timing timing,
            Executor loop,
            ServerCallStreamObserver<WatchResponse> out) {
        WatchStream stream = new WatchStream(parts, timing, loop, out);
        out.setOnReadyHandler(stream::drain);
        out.setOnCancelHandler(stream::close);
        return stream;
    }

    @Override
    public void onNext(WatchRequest request) {
        synchronized (this) {
            if (closed) {
                return;
            }
            switch (request.getRequestUnionCase()) {
                case CREATE_REQUEST -> create(request.getCreateRequest());
                case CANCEL_REQUEST -> cancel(request.getCancelRequest().getWatchId());
                case PROGRESS_REQUEST -> parts.watches().progress(watchers(), queue::progress);
                case REQUESTUNION_NOT_SET -> {}
            }
        }
        drain();
    }

    @Override
    public void onError(Throwable lost) {
        close();
    }

    /** A client that has nothing more to ask goes on being told. */
    @Override
    public void onCompleted() {}

    private void create(WatchCreateRequest request) {
        if (request.getStartRevision() < 0) {
            refuse(EtcdError.COMPACTED.message());
            return;
        }
        WatchSpec spec = WatchSpecs.of(request);
        if (WatchSpecs.isEmpty(spec)) {
            refuse("mvcc: watcher range is empty");
            return;
        }
        long id = request.getWatchId();
        if (id == 0) {
            while (byId.containsKey(nextId)) {
                nextId++;
            }
            id = nextId++;
        } else if (byId.containsKey(id)) {
            refuse("mvcc: duplicate watch ID provided on the WatchStream");
            return;
        }
        Watcher watcher = parts.watches().watch(spec, queue);
        StreamWatcher added = new StreamWatcher(id, watcher, request.getProgressNotify(), request.getFragment());
        byId.put(id, added);
        byWatcher.put(watcher, added);
        if (request.getProgressNotify() && progressTimer == null) {
            progressTimer = timing.every(this::notifyProgress);
        }
        control.add(response(id).setCreated(true).build());
    }

    private void refuse(String reason) {
        control.add(response(NO_WATCH_ID)
                .setCreated(true)
                .setCanceled(true)
                .setCancelReason(reason)
                .build());
    }

    private void cancel(long id) {
        StreamWatcher watcher = byId.remove(id);
        if (watcher != null) {
            byWatcher.remove(watcher.watcher());
            parts.watches().cancel(watcher.watcher());
            control.add(response(id).setCanceled(true).build());
        }
    }

    private List<Watcher> watchers() {
        return new ArrayList<>(byWatcher.keySet());
    }

    /** Tells the watchers that asked for it, and have heard nothing since the last time, how far they are. */
    private synchronized void notifyProgress() {
        for (StreamWatcher watcher : byId.values()) {
            if (watcher.takeProgressDue()) {
                parts.watches().progress(watcher.watcher());
            }
        }
    }

    private void drain() {
        queue.draining();
        synchronized (this) {
            while (!closed && out.isReady()) {
                WatchResponse answer = control.poll();
                if (answer != null) {
                    out.onNext(answer);
                } else if (!sendNext()) {
                    return;
                }
            }
        }
    }

    /** Sends the next item of the queue; false when there is none. */
    private boolean sendNext() {
        WatchQueue.Item item = queue.poll();
        if (item == null) {
            return false;
        }
        switch (item) {
            case WatchQueue.Item.Batch(WatchBatch batch) -> send(batch);
            case WatchQueue.Item.Progress(long revision) ->
                out.onNext(response(NO_WATCH_ID, revision).build());
        }
        return true;
    }

    private void send(WatchBatch batch) {
        StreamWatcher watcher = byWatcher.get(batch.watcher());
        if (watcher == null) {
            return;
        }
        // A watch that ends because of a compaction is told of no other revision.
        long revision = batch.compactRevision() == 0 ? batch.revision() : 0;
        WatchResponse.Builder response = response(watcher.id(), revision)
                .addAllEvents(batch.events())
                .setCompactRevision(batch.compactRevision())
                .setCanceled(batch.compactRevision() != 0);
        if (batch.compactRevision() != 0) {
            byId.remove(watcher.id());
            byWatcher.remove(batch.watcher());
        }
        if (!batch.events().isEmpty()) {
            watcher.heard();
        }
        parts.failpoints().hit(Failpoint.BEFORE_SEND_WATCH_RESPONSE);
        if (watcher.fragments()) {
            WatchFragments.split(response.build(), parts.maxResponseBytes()).forEach(out::onNext);
        } else {
            out.onNext(response.build());
        }
    }

    private synchronized void close() {
        if (!closed) {
            closed = true;
            byWatcher.keySet().forEach(parts.watches()::cancel);
            byWatcher.clear();
            byId.clear();
            if (progressTimer != null) {
                progressTimer.cancel(false);
            }
        }
    }

    private WatchResponse.Builder response(long id) {
        return response(id, parts.store().revision());
    }

    private WatchResponse.Builder response(long id, long revision) {
        return WatchResponse.newBuilder()
                .setHeader(parts.headers().at(revision))
                .setWatchId(id);
    }
}
