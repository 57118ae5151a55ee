package dev.etcetera.wal;

/** Told about every fsync of the log, in the thread that made it. */
@FunctionalInterface
public interface FsyncListener {
    /** An fsync took {@code nanos} and made {@code bytes} durable. */
    void synced(long nanos, long bytes);
}
