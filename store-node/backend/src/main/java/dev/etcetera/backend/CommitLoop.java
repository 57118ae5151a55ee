package dev.etcetera.backend;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The thread that commits frozen batches, so that the apply thread goes on filling the next one. At most one batch is on
 * its way: whoever brings the next waits, which is the back pressure of a slow disk.
 */
final class CommitLoop implements AutoCloseable {
    private static final long RENEW_MILLIS = 1_000;
    private static final long LOOK_MILLIS = 20;

    private final Consumer<WriteBuffer> commit;
    private final Runnable renew;
    private final CommitListener listener;
    private final Patience patience;
    private final BlockingQueue<WriteBuffer> queue = new ArrayBlockingQueue<>(1);
    private final WriteBuffer stop = new WriteBuffer();
    /** Held from the submission of a batch until it has been committed and published. */
    private final Semaphore idle = new Semaphore(1);

    private final Thread thread;
    private volatile @Nullable RuntimeException failure;

    /** {@code renew} runs now and then while nothing is committed, so that readers let go of what cleaning has replaced. */
    CommitLoop(Consumer<WriteBuffer> commit, Runnable renew, CommitListener listener, Patience patience) {
        this.commit = commit;
        this.renew = renew;
        this.listener = listener;
        this.patience = patience;
        this.thread = Thread.ofPlatform().name("backend-commit").daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /**
     * Waits until no batch is on its way and keeps it so until {@link #submit} or {@link #release}. False, and nothing is
     * kept, when the batch on its way waits for room on the disk.
     */
    boolean acquire() {
        if (!awaitIdle()) {
            return false;
        }
        requireSound();
        return true;
    }

    /** As {@link #acquire}, and waits for as long as it takes. */
    void acquireWhenIdle() {
        idle.acquireUninterruptibly();
        requireSound();
    }

    private void requireSound() {
        var cause = failure;
        if (cause != null) {
            idle.release();
            throw new BackendFailedException(cause);
        }
    }

    private boolean awaitIdle() {
        var interrupted = false;
        try {
            while (!patience.isTried()) {
                try {
                    if (idle.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                        return true;
                    }
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            return false;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    void release() {
        idle.release();
    }

    /** Hands over a batch; the caller has acquired. */
    void submit(WriteBuffer batch) {
        queue.add(batch);
    }

    private void run() {
        try {
            while (true) {
                var batch = queue.poll(RENEW_MILLIS, TimeUnit.MILLISECONDS);
                if (batch == stop) {
                    return;
                } else if (batch != null) {
                    commitOne(batch);
                } else if (idle.tryAcquire()) {
                    renewOnce();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void commitOne(WriteBuffer batch) {
        var begin = System.nanoTime();
        try {
            commit.accept(batch);
            listener.committed(System.nanoTime() - begin, batch.writes());
        } catch (RuntimeException e) {
            failure = e;
            listener.failed(e);
        } finally {
            idle.release();
        }
    }

    private void renewOnce() {
        try {
            renew.run();
        } catch (RuntimeException e) {
            failure = e;
            listener.failed(e);
        } finally {
            idle.release();
        }
    }

    @Override
    public void close() {
        idle.acquireUninterruptibly();
        queue.add(stop);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
