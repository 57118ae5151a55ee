package dev.etcetera.wal;

import java.io.IOException;

/**
 * How far the segment that is being written has its place on the disk. Owned by the {@link Wal}.
 *
 * <p>Some room is always taken ahead, so that votes and terms can still be written when the disk is full: nobody else gets at
 * what is allocated already. A segment from the pipeline is allocated whole; the first one, and one that is reopened, is
 * allocated bit by bit as it fills, which keeps the start short.
 */
final class Allocation {
    private static final long LOW_BYTES = 4L << 20;
    private static final long AHEAD_BYTES = 8L << 20;
    private static final long STEP_BYTES = 1L << 20;

    private final long segmentBytes;
    private final FullDisk fullDisk;
    private long allocatedTo;
    private volatile long room;

    Allocation(long segmentBytes, FullDisk fullDisk) {
        this.segmentBytes = segmentBytes;
        this.fullDisk = fullDisk;
    }

    /** Bytes that can be appended without asking the disk for more. Any thread. */
    long room() {
        return room;
    }

    /** The segment is allocated up to {@code bytes}. */
    void begins(long bytes) {
        allocatedTo = bytes;
        room = bytes;
    }

    /** Takes more when little is left. Where the disk has no more the log goes on with what it has. */
    void ahead(Segment segment, long position) throws IOException {
        allocatedTo = Math.max(allocatedTo, position);
        long last = Math.max(segmentBytes, position + LOW_BYTES);
        if (allocatedTo - position < LOW_BYTES && allocatedTo < last) {
            extend(segment, position < segmentBytes ? Math.min(position + AHEAD_BYTES, segmentBytes) : last);
        }
        room = allocatedTo - position;
    }

    private void extend(Segment segment, long target) throws IOException {
        try {
            while (allocatedTo < target) {
                long next = Math.min(allocatedTo + STEP_BYTES, target);
                Segment.fill(segment.channel(), allocatedTo, next);
                allocatedTo = next;
            }
        } catch (IOException failure) {
            if (fullDisk.hasRoomFor(STEP_BYTES)) {
                throw failure;
            }
        }
    }
}
