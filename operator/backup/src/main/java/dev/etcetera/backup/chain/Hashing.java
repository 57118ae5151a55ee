package dev.etcetera.backup.chain;

import dev.etcetera.backup.member.KvHash;
import dev.etcetera.backup.member.Snapshots;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** A member that reads all its keys for HashKV while its caller does something else. Closing it gives that up. */
record Hashing(FutureTask<Optional<KvHash>> hash) implements AutoCloseable {
    /** Of this revision; of none, the result is nothing. */
    static Hashing begin(Snapshots member, Optional<Long> revision) {
        FutureTask<Optional<KvHash>> hash = new FutureTask<>(() -> revision.flatMap(member::hash));
        Thread.ofVirtual().name("hash").start(hash);
        return new Hashing(hash);
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
        hash.cancel(true);
    }
}
