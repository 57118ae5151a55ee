package dev.etcetera.server.transport;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongSupplier;

/** Which snapshots are on their way to other members. Any thread. */
final class SnapshotLimits {
    /** As many may be on their way at once, as in etcd. */
    private static final int MOST = 16;
    /** A member that got a snapshot asks for what came after it: etcd drops none of it for as long. */
    static final Duration GRACE = Duration.ofSeconds(30);

    private final LongSupplier clockNanos;
    private final Set<Long> receivers = new HashSet<>();
    private boolean arrivedOnce;
    private long arrivedNanos;

    SnapshotLimits(LongSupplier clockNanos) {
        this.clockNanos = clockNanos;
    }

    synchronized boolean allows(long receiver) {
        return receivers.size() < MOST && !receivers.contains(receiver);
    }

    /** False when another one to the same member, or too many to others, are under way. */
    synchronized boolean begin(long receiver) {
        return receivers.size() < MOST && receivers.add(receiver);
    }

    synchronized void end(long receiver, boolean arrived) {
        receivers.remove(receiver);
        if (arrived) {
            arrivedOnce = true;
            arrivedNanos = clockNanos.getAsLong();
        }
    }

    synchronized boolean underWay() {
        return !receivers.isEmpty() || (arrivedOnce && clockNanos.getAsLong() - arrivedNanos < GRACE.toNanos());
    }
}
