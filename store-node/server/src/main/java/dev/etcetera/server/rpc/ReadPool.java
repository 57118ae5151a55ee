package dev.etcetera.server.rpc;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The few threads for reads that are too long for an event loop. When its queue is full, clients are told to wait. */
public final class ReadPool implements AutoCloseable {
    private static final int QUEUED = 4096;

    private final ThreadPoolExecutor threads;

    public ReadPool(int size) {
        this.threads = new ThreadPoolExecutor(
                size,
                size,
                10,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(QUEUED),
                Thread.ofPlatform().name("read-", 0).factory());
        threads.allowCoreThreadTimeOut(true);
    }

    /** Runs the task on one of the threads; false when too many wait already. */
    boolean offer(Runnable task) {
        try {
            threads.execute(task);
            return true;
        } catch (RejectedExecutionException full) {
            return false;
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
