package dev.etcetera.server.rpc;

import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** Cuts a database file into blobs and sums them up. Owned by the thread that sends them. */
final class SnapshotBlobs extends OutputStream {
    /** etcd's own have 32 KiB. Each costs both sides some microseconds, and every client takes 4 MiB. */
    private static final int BLOB_BYTES = 256 * 1024;

    private final long totalBytes;
    private final Sink sink;
    private final MessageDigest sha256;
    private final byte[] blob = new byte[BLOB_BYTES];
    private int filled;
    private long sentBytes;

    /** Takes each blob, which it may look at until it returns, and how many bytes of the file are still to come. */
    @FunctionalInterface
    interface Sink {
        void send(byte[] blob, long remainingBytes) throws IOException;
    }

    SnapshotBlobs(long totalBytes, Sink sink) {
        this.totalBytes = totalBytes;
        this.sink = sink;
        try {
            this.sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int from = offset;
        int end = offset + length;
        while (from < end) {
            int part = Math.min(end - from, BLOB_BYTES - filled);
            System.arraycopy(bytes, from, blob, filled, part);
            filled += part;
            from += part;
            if (filled == BLOB_BYTES) {
                sendBlob();
            }
        }
    }

    /** Sends what is left. The file must have as many bytes as were announced. */
    @Override
    public void close() throws IOException {
        if (filled > 0) {
            sendBlob();
        }
        if (sentBytes != totalBytes) {
            throw new IOException("the database has " + sentBytes + " bytes, announced were " + totalBytes);
        }
    }

    /** The SHA-256 of all that was sent; once. */
    byte[] digest() {
        return sha256.digest();
    }

    private void sendBlob() throws IOException {
        byte[] full = filled == BLOB_BYTES ? blob : Arrays.copyOf(blob, filled);
        sha256.update(full);
        sentBytes += full.length;
        filled = 0;
        sink.send(full, totalBytes - sentBytes);
    }
}
