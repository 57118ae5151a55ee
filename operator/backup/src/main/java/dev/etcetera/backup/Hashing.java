package dev.etcetera.backup;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** A member that reads all its keys for HashKV while its caller does something else. Closing it gives that up. */
record Hashing(CompletableFuture<Optional<KvHash>> hash, Thread asking) implements AutoCloseable {
    /** Of this revision; of none, the result is nothing. */
    static Hashing begin(Snapshots member, Optional<Long> revision) {
        CompletableFuture<Optional<KvHash>> hash = new CompletableFuture<>();
        return new Hashing(hash, Thread.ofVirtual().name("hash").start(() -> complete(hash, member, revision)));
    }

    private static void complete(CompletableFuture<Optional<KvHash>> hash, Snapshots member, Optional<Long> revision) {
        try {
            hash.complete(revision.flatMap(member::hash));
        } catch (RuntimeException e) {
            hash.completeExceptionally(e);
        }
    }

    /** Waits for it. */
    Optional<KvHash> result() throws IOException {
        try {
            return hash.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while a member computed its hash");
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        asking.interrupt();
    }
}
