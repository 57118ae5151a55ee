package dev.etcetera.server.consensus;

import dev.etcetera.server.log.ZapLog;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * A leader whose disk has no room hands over to a member that may have some, so that the cluster goes on writing. Who has
 * none either does not take over; then the next one is asked. Used by one thread.
 */
public final class FullLeader {
    private static final long ASK_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(3);

    private final RaftView raft;
    private final Supplier<List<Long>> connectedVoters;
    private final LongConsumer transfer;
    private final ZapLog log;
    private long lastAsked;
    private long askAgainNanos;
    private boolean asking;

    /** {@code connectedVoters} are the other voting members that can be reached. */
    public FullLeader(RaftView raft, Supplier<List<Long>> connectedVoters, LongConsumer transfer, ZapLog log) {
        this.raft = raft;
        this.connectedVoters = connectedVoters;
        this.transfer = transfer;
        this.log = log;
    }

    /** To be called now and then, with what the disk has room for. */
    public void look(boolean roomy, long nowNanos) {
        if (roomy || !raft.isLeader()) {
            asking = false;
            return;
        }
        if (asking && nowNanos - askAgainNanos < 0) {
            return;
        }
        List<Long> others = new ArrayList<>(connectedVoters.get());
        if (others.isEmpty()) {
            return;
        }
        others.sort(Long::compareUnsigned);
        lastAsked = others.stream()
                .filter(id -> Long.compareUnsigned(id, lastAsked) > 0)
                .findFirst()
                .orElse(others.getFirst());
        if (!asking) {
            log.warn(
                    "disk is almost full: handing over the leadership",
                    "transferee-member-id",
                    Long.toHexString(lastAsked));
        }
        asking = true;
        askAgainNanos = nowNanos + ASK_AGAIN_NANOS;
        transfer.accept(lastAsked);
    }
}
