package dev.etcetera.backend;

import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import jetbrains.exodus.ByteIterable;
import jetbrains.exodus.env.EnvironmentImpl;
import jetbrains.exodus.io.DataWriter;
import org.jspecify.annotations.Nullable;

/**
 * Fills an empty directory with what a backend shall hold, from front to back: without the buffer of writes that a backend
 * has for its readers, for there are none. Owned by one thread; while it puts a transaction together, another one writes those
 * before, and a third one waits for the disk.
 */
public final class Filling implements Closeable {
    /** Of keys and values in a transaction, whose tree is in memory until it ends. */
    private static final long MOST_BYTES = 512L << 10;
    /** Pages that are written at once. What is read are the last ones, where each transaction leaves the way to the end. */
    private static final XodusEnvironment.Cache CACHE = new XodusEnvironment.Cache(1 << 20, 64 << 10);

    /** Transactions that were put together and are not written yet. */
    private static final int MOST_WAITING = 2;

    private record Entry(Bucket bucket, ByteIterable key, ByteIterable value) {
        long bytes() {
            return (long) key.getLength() + value.getLength();
        }
    }

    private final XodusEnvironment xodus;
    private final ExecutorService syncer = thread("backend-sync");
    /** One of each file written so far. */
    private final Queue<Future<?>> syncs = new ConcurrentLinkedQueue<>();

    private final ExecutorService writer = thread("backend-filling");
    private final Queue<Future<?>> writes = new ArrayDeque<>();
    private List<Entry> transaction = new ArrayList<>();
    private long ofTransaction;
    private boolean sealed;
    /** Owned by the writer. */
    private long liveBytes;

    private Filling(Path emptyDir) throws IOException {
        xodus = XodusEnvironment.open(emptyDir, CACHE, FullDisk.FATAL, new Aside());
    }

    /**
     * Nobody waits for a file until all are written, and the names of files are for whoever gives the directory its own: to make
     * a name durable means to wait for the contents of all files that the disk has not got yet.
     */
    private final class Aside implements PatientDataWriter.Syncing {
        @Override
        public void sync(DataWriter files, File file) {
            syncs.add(syncer.submit(() -> force(file)));
        }

        @Override
        public void syncDirectory(File directory) {}
    }

    public static Filling open(Path emptyDir) throws IOException {
        return new Filling(emptyDir);
    }

    /** The next entry of a bucket, in key order. The arrays must not change any more. */
    public void put(Bucket bucket, byte[] key, byte[] value) throws IOException {
        var entry = new Entry(bucket, Bytes.iterable(key), Bytes.iterable(value));
        transaction.add(entry);
        ofTransaction += entry.bytes();
        if (ofTransaction >= MOST_BYTES) {
            handOver();
        }
    }

    /** No more entries come: what is left is on its way when this returns, so that there is time for something else. */
    public void seal() throws IOException {
        handOver();
        writes.add(writer.submit(((EnvironmentImpl) xodus.environment())::flushAndSync));
        sealed = true;
    }

    /** All of it is durable when this returns, but for the directory's own list of its files. */
    public void finish() throws IOException {
        if (!sealed) {
            seal();
        }
        awaitAll(writes);
        awaitAll(syncs);
    }

    private void handOver() throws IOException {
        if (writes.size() == MOST_WAITING) {
            await(writes.remove());
        }
        var whole = transaction;
        writes.add(writer.submit(() -> write(whole)));
        transaction = new ArrayList<>(whole.size());
        ofTransaction = 0;
    }

    private void write(List<Entry> entries) {
        var txn = xodus.environment().beginExclusiveTransaction();
        try {
            for (var entry : entries) {
                xodus.store(entry.bucket()).putRight(txn, entry.key(), entry.value());
                liveBytes += entry.bytes();
            }
            Committer.account(xodus, txn, liveBytes);
            if (!txn.commit()) {
                throw new IllegalStateException("an exclusive transaction met a conflict");
            }
        } finally {
            if (!txn.isFinished()) {
                txn.abort();
            }
        }
    }

    private static @Nullable Void force(File file) throws IOException {
        try (var channel = FileChannel.open(file.toPath(), StandardOpenOption.READ)) {
            channel.force(false);
            return null;
        }
    }

    private static ExecutorService thread(String name) {
        return Executors.newSingleThreadExecutor(Thread.ofPlatform().name(name).factory());
    }

    private static void awaitAll(Queue<Future<?>> all) throws IOException {
        for (var work = all.poll(); work != null; work = all.poll()) {
            await(work);
        }
    }

    private static void await(Future<?> work) throws IOException {
        try {
            work.get();
        } catch (ExecutionException e) {
            throw new IOException(BackendFailedException.reason(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a backend was filled", e);
        }
    }

    @Override
    public void close() {
        writer.close();
        xodus.environment().close();
        syncer.close();
    }
}
