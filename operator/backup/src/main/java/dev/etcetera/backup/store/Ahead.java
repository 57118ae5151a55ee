package dev.etcetera.backup.store;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.ToLongFunction;

/**
 * Reads many small objects in order, the next ones while the first are still on their way: a store answers late and many at
 * once. What was read and not taken yet is no more than so many bytes, or one object.
 */
public final class Ahead {
    private static final int AT_ONCE = 16;
    private static final long MOST_BYTES = 8L << 20;

    private Ahead() {}

    /** Reads one, in a thread of its own. */
    @FunctionalInterface
    public interface Reading<T, R> {
        R read(T what) throws IOException;
    }

    /** Takes what was read, in the caller's thread. */
    @FunctionalInterface
    public interface Taking<R> {
        void take(R read) throws IOException;
    }

    /** On its way. */
    private record Pending<R>(Future<R> result, long bytes) {}

    /** Reads all of them and gives them on in order; {@code bytes} says how many one will be, as far as it is known. */
    public static <T, R> void each(List<T> all, ToLongFunction<T> bytes, Reading<T, R> reading, Taking<R> taking)
            throws IOException {
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        try (threads) {
            Deque<Pending<R>> waiting = new ArrayDeque<>();
            long underWay = 0;
            for (T next : all) {
                long size = bytes.applyAsLong(next);
                while (waiting.size() >= AT_ONCE || (!waiting.isEmpty() && underWay + size > MOST_BYTES)) {
                    underWay -= waiting.getFirst().bytes();
                    taking.take(result(waiting.removeFirst().result()));
                }
                waiting.addLast(new Pending<>(threads.submit(() -> reading.read(next)), size));
                underWay += size;
            }
            for (Pending<R> last : waiting) {
                taking.take(result(last.result()));
            }
        } catch (IOException | RuntimeException e) {
            var _ = threads.shutdownNow();
            throw e;
        }
    }

    /** What it comes to, or why it failed. */
    public static <R> R result(Future<R> pending) throws IOException {
        try {
            return pending.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException failure -> throw failure;
                case RuntimeException failure -> throw failure;
                case null, default -> throw new IllegalStateException(e);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while something was read");
        }
    }
}
