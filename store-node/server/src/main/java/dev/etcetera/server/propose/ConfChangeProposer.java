package dev.etcetera.server.propose;

import dev.etcetera.raft.protocol.ConfChange;
import dev.etcetera.raft.protocol.ConfChangeStep;
import dev.etcetera.raft.protocol.Payload;
import dev.etcetera.server.cluster.ConfChangeCodec;
import dev.etcetera.server.consensus.ConfChangeSink;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Puts changes of the membership into Raft and waits for them to be applied here. While there is no leader, or the leadership
 * is on its way to another member, tries again until the request's time is over. Any thread.
 *
 * <p>A leader that has not applied an earlier change yet puts nothing in the place of the next, and tells nobody: so what has
 * not been applied after a while is proposed once more. If both are carried out, the second is rejected, as the member is
 * there, or gone, or votes already. Only other addresses could undo a later change, and are proposed once.
 */
public final class ConfChangeProposer {
    private static final long PAUSE_MILLIS = 50;
    private static final long AGAIN_MILLIS = 1_500;

    private final ConfChangeSink sink;
    private final PendingRequests pending;
    private final RequestIds ids;
    private final ScheduledExecutorService timers;

    public ConfChangeProposer(
            ConfChangeSink sink, PendingRequests pending, RequestIds ids, ScheduledExecutorService timers) {
        this.sink = sink;
        this.pending = pending;
        this.ids = ids;
        this.timers = timers;
    }

    /** Proposes one step. Returns at once: the callback hears the members as they are then, or why nothing changed. */
    public void propose(ConfChange change, ProposalCallback done) {
        long requestId = ids.next();
        Payload encoded = Payload.wrap(ConfChangeCodec.encode(requestId, change));
        pending.register(requestId, done);
        attempt(requestId, encoded);
        if (change.steps().getFirst().kind() != ConfChangeStep.Kind.UPDATE_NODE) {
            again(requestId, encoded);
        }
    }

    private void again(long requestId, Payload encoded) {
        ScheduledFuture<?> _ = timers.schedule(
                () -> {
                    if (pending.awaits(requestId)) {
                        attempt(requestId, encoded);
                        again(requestId, encoded);
                    }
                },
                AGAIN_MILLIS,
                TimeUnit.MILLISECONDS);
    }

    private void attempt(long requestId, Payload encoded) {
        if (pending.awaits(requestId)) {
            sink.proposeConfChange(encoded, () -> {
                ScheduledFuture<?> _ =
                        timers.schedule(() -> attempt(requestId, encoded), PAUSE_MILLIS, TimeUnit.MILLISECONDS);
            });
        }
    }
}
