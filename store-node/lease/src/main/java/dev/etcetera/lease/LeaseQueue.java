package dev.etcetera.lease;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Which lease to look at next. Owned by the ticking thread; any thread may announce a lease.
 *
 * <p>A keep-alive does not touch the queue. A lease is looked at when it would have expired without one, and queued again
 * for the moment it will expire now: one queue operation per lease and life time, however often it is kept alive.
 */
final class LeaseQueue {
    private static final long RETRY_MILLIS = 3000;

    private record Turn(long atMillis, long id) implements Comparable<Turn> {
        @Override
        public int compareTo(Turn other) {
            return Long.compare(atMillis, other.atMillis);
        }
    }

    private final Queue<Turn> announced = new ConcurrentLinkedQueue<>();
    private final PriorityQueue<Turn> turns = new PriorityQueue<>();

    void announce(Lease lease) {
        announced.add(new Turn(lease.expiryMillis(), lease.id()));
    }

    /** Another member leads. What was announced stays: it may already be for the next time this member leads. */
    void forget() {
        turns.clear();
    }

    /** Leases that are past their time, at most {@code limit}; one that is still there in three seconds comes again. */
    List<Long> expired(long nowMillis, int limit, LongFunction<@Nullable Lease> leases) {
        for (Turn turn = announced.poll(); turn != null; turn = announced.poll()) {
            turns.add(turn);
        }
        List<Long> expired = new ArrayList<>();
        Turn turn = turns.peek();
        while (turn != null && turn.atMillis() <= nowMillis && expired.size() < limit) {
            turns.remove();
            Lease lease = leases.apply(turn.id());
            if (lease != null) {
                turns.add(new Turn(next(lease, nowMillis, expired), lease.id()));
            }
            turn = turns.peek();
        }
        return expired.stream().distinct().toList();
    }

    private static long next(Lease lease, long nowMillis, List<Long> expired) {
        if (lease.isExpired(nowMillis)) {
            expired.add(lease.id());
            return nowMillis + RETRY_MILLIS;
        }
        return lease.expiryMillis();
    }
}
