package dev.etcetera.backup.chain;

import dev.etcetera.backup.member.KvHash;
import dev.etcetera.backup.member.Snapshots;
import dev.etcetera.backup.store.ByteSink;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;

/** A member with a database of this many sectors, which counts how often it was read and may fail in the middle. */
public final class PlayedMember implements Snapshots {
    static final int SECTOR = 512;

    private final byte[] snapshot;
    private int readings;
    private int failures;
    private int cut;
    private boolean silent;
    private int asked;
    private int closed;

    public PlayedMember(int sectors) {
        byte[] database = new byte[sectors * SECTOR];
        new Random(sectors).nextBytes(database);
        snapshot = Arrays.copyOf(database, database.length + SnapshotSum.SUM_BYTES);
        System.arraycopy(sum(database), 0, snapshot, database.length, SnapshotSum.SUM_BYTES);
    }

    public byte[] snapshot() {
        return snapshot.clone();
    }

    int readings() {
        return readings;
    }

    /** How often it was asked. */
    int asked() {
        return asked;
    }

    /** How many snapshots it still believes to be wanted. */
    int open() {
        return asked - closed;
    }

    /** Says nothing any more. */
    void silence() {
        silent = true;
    }

    /** Breaks off in the middle of the next so many readings. */
    void fail(int times) {
        failures = times;
    }

    /** Ends early without an error, and is missing so many bytes. */
    void cut(int bytes) {
        cut = bytes;
    }

    @Override
    public Origin origin() throws IOException {
        if (silent) {
            throw new IOException("the member is silent");
        }
        return new Origin("c1", "a1", "3.7.3", 40, 1);
    }

    @Override
    public Sending begin() {
        asked++;
        return new Sending() {
            @Override
            public Optional<Long> to(ByteSink sink) throws IOException {
                return send(sink);
            }

            @Override
            public void close() {
                closed++;
            }
        };
    }

    private Optional<Long> send(ByteSink sink) throws IOException {
        readings++;
        int piece = 1000;
        int end = snapshot.length - cut;
        for (int at = 0; at < end; at += piece) {
            if (failures > 0 && at > end / 2) {
                failures--;
                throw new IOException("the member is gone");
            }
            sink.write(snapshot, at, Math.min(piece, end - at));
        }
        return Optional.of(42L);
    }

    @Override
    public Optional<KvHash> hash(long revision) {
        return Optional.of(new KvHash(revision, 7, 3));
    }

    private static byte[] sum(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
