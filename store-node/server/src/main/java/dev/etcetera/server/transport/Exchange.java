package dev.etcetera.server.transport;

import io.netty.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A request on its way, which ends exactly once. Owned by the client's event loop. */
final class Exchange {
    private final PeerRequest request;
    private final Consumer<PeerAnswer> done;

    private @Nullable Future<?> timer;
    private boolean ended;
    private boolean retried;

    Exchange(PeerRequest request, Consumer<PeerAnswer> done) {
        this.request = request;
        this.done = done;
    }

    PeerRequest request() {
        return request;
    }

    void timeOutWith(Future<?> started) {
        timer = started;
    }

    boolean ended() {
        return ended;
    }

    /** True the first time: a kept connection may have been closed by the peer just as the request left. */
    boolean maybeRetry() {
        boolean first = !retried && !ended;
        retried = true;
        return first;
    }

    void end(PeerAnswer answer) {
        if (ended) {
            return;
        }
        ended = true;
        if (timer != null) {
            timer.cancel(false);
        }
        done.accept(answer);
    }
}
