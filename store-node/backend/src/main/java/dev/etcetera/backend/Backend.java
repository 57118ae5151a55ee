package dev.etcetera.backend;

import dev.etcetera.failpoint.Failpoint;
import dev.etcetera.failpoint.Failpoints;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiPredicate;
import java.util.zip.CRC32C;
import jetbrains.exodus.env.EnvironmentImpl;

/**
 * An ordered key-value file with named buckets. The apply thread writes through {@link #batchTx()}, any thread reads
 * through {@link #readTx()} without a lock, a commit thread writes batches to the file.
 *
 * <p>Invariant: {@link #view} changes in three places only, which exclude each other by the commit loop's permit: freezing
 * and replacing the directory (apply thread), and renewing the snapshot (commit thread).
 *
 * <p>Durability is the WAL's. A killed process loses only what was not yet committed, a lost machine also what was not
 * yet synced; both are a prefix of batches, and replay from the WAL covers the rest.
 */
public final class Backend implements Closeable {
    /** What an empty environment takes. */
    private static final long MIN_IN_USE_BYTES = 16 * 1024;
    /** For how many looks, a second apart, cleaning is helped on after the files became smaller last. */
    private static final int CLEANING_LOOKS = 60;

    private final BackendOptions options;
    private final Failpoints failpoints;
    private final Patience patience;
    private final CommitLoop commits;
    private final BatchTx batchTx;
    private final AtomicInteger cleaningLooks = new AtomicInteger();
    private volatile Committer committer;
    private volatile View view;
    /** What the files took at the last look. Owned by the commit thread. */
    private long lookedAtBytes;

    private Backend(XodusEnvironment xodus, BackendOptions options, Patience patience) {
        this.options = options;
        this.patience = patience;
        this.failpoints = options.failpoints();
        this.committer = new Committer(new OpenEnvironment(xodus), failpoints);
        this.view = new View(new WriteBuffer(), null, committer.snapshot());
        this.batchTx = new BatchTx(this, options, view.active());
        this.commits = new CommitLoop(this::commitAndPublish, this::renewSnapshot, options.listener(), patience);
    }

    /** Opens or creates the backend in {@code dir}, which belongs to this process alone. */
    public static Backend open(Path dir, BackendOptions options) throws IOException {
        Files.createDirectories(dir);
        var patience = new Patience(options.fullDisk());
        var backend = new Backend(XodusEnvironment.open(dir, options.cache(), patience), options, patience);
        backend.commits.start();
        return backend;
    }

    /** The one write transaction; owned by the apply thread. */
    public BatchTx batchTx() {
        return batchTx;
    }

    /** Any thread; see {@link ReadTx}. */
    public ReadTx readTx() {
        while (true) {
            var current = view;
            if (current.snapshot().tryAcquire()) {
                return new ReadTx(current);
            }
        }
    }

    /**
     * Everything up to the last commit. Called by the apply thread right after {@link BatchTx#commit}; waits until that
     * commit is done.
     */
    public CommittedView committed() {
        commits.acquire();
        try {
            // Nobody publishes another snapshot while the permit is held, so this one cannot have been given back.
            var newest = view.snapshot();
            if (!newest.tryAcquire()) {
                throw new IllegalStateException("the backend is closed");
            }
            return new CommittedView(newest);
        } finally {
            commits.release();
        }
    }

    /** The hook runs on the apply thread before each commit and may write into the same batch. */
    public void onBeforeCommit(Runnable hook) {
        batchTx.onBeforeCommit(hook);
    }

    /** Opens another directory, to be looked at and then put in the place of the present one. Apply thread. */
    public Replacement prepare(Path dir) throws IOException {
        return new Replacement(XodusEnvironment.open(dir, options.cache(), patience), failpoints);
    }

    /**
     * From now on everything is read from and written to the replacement; writes that were not committed are forgotten.
     * Readers of the present directory finish undisturbed: {@code afterwards} runs, on any thread, when the last has ended
     * and its files are closed. Apply thread.
     */
    public void replaceWith(Replacement next, Runnable afterwards) {
        commits.acquireWhenIdle();
        var before = view;
        var environment = committer.environment();
        committer = next.committer();
        view = next.view();
        batchTx.restart(view.active());
        commits.release();
        before.snapshot().release();
        environment.retire(afterwards);
    }

    /** Bytes of the files on disk. */
    public long sizeBytes() {
        return Math.max(environment().getLog().getDiskUsage(), sizeInUseBytes());
    }

    /** Bytes of live keys and values; never 0. */
    public long sizeInUseBytes() {
        return MIN_IN_USE_BYTES + committer.liveBytes();
    }

    /** Starts background cleaning of the files and returns at once; nobody is paused by it. */
    public void defragment() {
        failpoints.hit(Failpoint.DEFRAG_BEFORE_COPY);
        environment().gc();
        cleaningLooks.set(CLEANING_LOOKS);
        failpoints.hit(Failpoint.DEFRAG_BEFORE_RENAME);
    }

    /**
     * Forces every batch handed over by {@link BatchTx#commit} to disk. Any thread that may wait. False when that cannot be
     * done now because the disk is full.
     */
    public boolean sync() {
        if (!commits.acquire()) {
            return false;
        }
        commits.release();
        try {
            environment().flushAndSync();
        } catch (RuntimeException e) {
            throw new BackendFailedException(e);
        }
        return true;
    }

    /**
     * CRC-32C over all buckets in the order of their names, each its name and then its entries. {@code ignored} names
     * entries to leave out. Includes uncommitted writes.
     */
    public int hash(BiPredicate<Bucket, byte[]> ignored) {
        var crc = new CRC32C();
        var byName = Bucket.values();
        Arrays.sort(byName, Comparator.comparing(Bucket::bucketName));
        try (var tx = readTx()) {
            for (var bucket : byName) {
                crc.update(bucket.bucketName().getBytes(StandardCharsets.US_ASCII));
                tx.range(bucket, new byte[0], new byte[0], 0, (key, value) -> {
                    if (!ignored.test(bucket, key)) {
                        crc.update(key);
                        crc.update(value);
                    }
                    return true;
                });
            }
        }
        return (int) crc.getValue();
    }

    /** Commits what is pending, syncs and closes. Called by the apply thread, or when it has ended. */
    @Override
    public void close() {
        try {
            batchTx.commit();
            sync();
        } finally {
            commits.close();
            view.snapshot().release();
            environment().close();
        }
    }

    long liveBytes() {
        return committer.liveBytes();
    }

    /** The buffer to fill next: the same one when the batch before it waits for room on the disk. */
    WriteBuffer freeze(WriteBuffer batch) {
        if (!commits.acquire()) {
            return batch;
        }
        var next = new WriteBuffer();
        view = new View(next, batch, view.snapshot());
        commits.submit(batch);
        return next;
    }

    private void commitAndPublish(WriteBuffer batch) {
        publish(committer.commit(batch));
    }

    private void renewSnapshot() {
        publish(cleaning() ? committer.commit(new WriteBuffer()) : committer.snapshot());
    }

    /**
     * Whether files are being cleaned. Xodus goes on with it only when no reader sees the state any more in which it was
     * asked for; in a store that nobody writes to there is no other state unless one is made.
     */
    private boolean cleaning() {
        var bytes = sizeBytes();
        if (bytes < lookedAtBytes && cleaningLooks.get() > 0) {
            cleaningLooks.set(CLEANING_LOOKS);
        }
        lookedAtBytes = bytes;
        return cleaningLooks.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
    }

    private void publish(Snapshot snapshot) {
        var before = view;
        view = new View(before.active(), null, snapshot);
        before.snapshot().release();
    }

    private EnvironmentImpl environment() {
        return (EnvironmentImpl) committer.environment().xodus().environment();
    }
}
