package dev.etcetera.server.read;

import dev.etcetera.api.EtcdError;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Reads that share one ReadIndex request, grouped by where they go on: an event loop is woken once for all of its reads.
 * Filled under the service's lock, then handed over whole.
 */
final class ReadBatch {
    private record Group(Executor where, List<ReadWaiter> waiters) {}

    private final List<Group> groups = new ArrayList<>(2);
    private final List<Long> requestIds = new ArrayList<>(1);
    private long sentNanos;
    private long startNanos;

    void add(Executor where, ReadWaiter waiter) {
        for (Group group : groups) {
            if (group.where().equals(where)) {
                group.waiters().add(waiter);
                return;
            }
        }
        List<ReadWaiter> waiters = new ArrayList<>();
        waiters.add(waiter);
        groups.add(new Group(where, waiters));
    }

    boolean isEmpty() {
        return groups.isEmpty();
    }

    /** Notes another request sent for these reads; an answer to any of them will do. */
    void sent(long requestId, long nowNanos) {
        if (requestIds.isEmpty()) {
            startNanos = nowNanos;
        }
        requestIds.add(requestId);
        sentNanos = nowNanos;
    }

    boolean isAnsweredBy(long requestId) {
        return requestIds.contains(requestId);
    }

    long nanosSinceSent(long nowNanos) {
        return nowNanos - sentNanos;
    }

    long nanosSinceStart(long nowNanos) {
        return nowNanos - startNanos;
    }

    void ready() {
        for (Group group : groups) {
            run(group, () -> group.waiters().forEach(ReadWaiter::ready));
        }
    }

    void failed(EtcdError error) {
        for (Group group : groups) {
            run(group, () -> group.waiters().forEach(waiter -> waiter.failed(error)));
        }
    }

    private static void run(Group group, Runnable task) {
        try {
            group.where().execute(task);
        } catch (RejectedExecutionException closed) {
            // The event loop has ended, and its connections with it: nobody waits any more.
            group.waiters().clear();
        }
    }
}
