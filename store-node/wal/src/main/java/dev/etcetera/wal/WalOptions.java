package dev.etcetera.wal;

/**
 * How a log is written.
 *
 * @param segmentBytes a segment is cut at the end of the batch that reaches this size
 * @param unsafeNoFsync never make anything durable: for throw-away members only
 */
public record WalOptions(long segmentBytes, boolean unsafeNoFsync, FsyncListener listener, FullDisk fullDisk) {
    private static final long SEGMENT_BYTES = 64_000_000;

    /** A full disk ends the log. */
    public WalOptions(long segmentBytes, boolean unsafeNoFsync, FsyncListener listener) {
        this(segmentBytes, unsafeNoFsync, listener, FullDisk.FATAL);
    }

    /** etcd's own segment size, durable. */
    public static WalOptions etcd(FsyncListener listener) {
        return new WalOptions(SEGMENT_BYTES, false, listener);
    }

    public WalOptions withFullDisk(FullDisk whenFull) {
        return new WalOptions(segmentBytes, unsafeNoFsync, listener, whenFull);
    }
}
