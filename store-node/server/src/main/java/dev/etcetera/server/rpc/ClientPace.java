package dev.etcetera.server.rpc;

import java.io.InterruptedIOException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** Lets a thread that streams wait for a slow client. Told by the call's event loop; one thread waits. */
final class ClientPace {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean cancelled;

    /** The client can take more. */
    void ready() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The client is gone. */
    void cancel() {
        lock.lock();
        try {
            cancelled = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the client can take more; {@code ready} turns true before {@link #ready} is called. */
    void await(BooleanSupplier ready) throws ClientGoneException, InterruptedIOException {
        lock.lock();
        try {
            while (!cancelled && !ready.getAsBoolean()) {
                changed.await();
            }
            if (cancelled) {
                throw new ClientGoneException();
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("stopped while waiting for a client");
        } finally {
            lock.unlock();
        }
    }
}
