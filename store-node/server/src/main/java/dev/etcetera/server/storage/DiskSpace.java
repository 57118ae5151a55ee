package dev.etcetera.server.storage;

import dev.etcetera.backend.FullDisk;
import dev.etcetera.server.log.ZapLog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Watches the volumes of a member's data and of its log, and lets who writes wait for room. Any thread asks and waits; one
 * looks again and again, by calling {@link #look}.
 */
public final class DiskSpace {
    private static final long LOOK_AGAIN_MILLIS = 50;
    private static final long WORTH_A_TRY_BYTES = 1L << 20;

    private final Volume data;
    private final Volume wal;
    private final DiskSpacePolicy policy;
    private final ZapLog log;
    private final AtomicInteger refused = new AtomicInteger();
    private volatile LongSupplier allocated = () -> Long.MAX_VALUE / 2;
    private volatile DiskLevel level = DiskLevel.ROOMY;
    private volatile boolean givenUp;

    private DiskSpace(Volume data, Volume wal, DiskSpacePolicy policy, ZapLog log) {
        this.data = data;
        this.wal = wal;
        this.policy = policy;
        this.log = log;
    }

    public static DiskSpace of(Path dataDir, Path walDir, ZapLog log) throws IOException {
        Volume data = Volume.of(dataDir);
        Volume wal = Volume.of(walDir);
        long smaller = Math.min(data.totalBytes(), wal.totalBytes());
        DiskSpace space = new DiskSpace(data, wal, DiskSpacePolicy.forVolume(smaller), log);
        space.look();
        return space;
    }

    /** From now on it is known how much the log can take without asking the disk. */
    public void allocated(LongSupplier bytes) {
        allocated = bytes;
    }

    public DiskLevel level() {
        return level;
    }

    public boolean isRoomy() {
        return level == DiskLevel.ROOMY;
    }

    /** Whether what has been applied may be written to the backend. */
    public boolean mayCommit() {
        return policy.mayCommit(level, room());
    }

    /** Looks how much room there is, and says in the log when that changes what is let in. */
    public synchronized void look() {
        DiskSpacePolicy.Room room = room();
        DiskLevel before = level;
        level = policy.decide(before, room);
        if (before == DiskLevel.ROOMY && level != before) {
            log.warn(
                    "disk is almost full: writes are refused until there is room again",
                    "usable-bytes",
                    room.usableBytes(),
                    "needed-bytes",
                    2 * policy.reserveBytes());
        } else if (level == DiskLevel.ROOMY && before != level) {
            log.info("there is room on the disk again: writes are accepted", "usable-bytes", room.usableBytes());
        } else if (level != before) {
            log.debug("room on the disk has changed", "level", level.name(), "log-bytes", room.logBytes());
        }
    }

    /** Lets the backend wait for as long as it takes: what it does not write is in the log. */
    public FullDisk backendPort() {
        return failure -> await(data, failure);
    }

    /** Lets the log wait until {@link #giveUp}. */
    public dev.etcetera.wal.FullDisk walPort() {
        return new LogPort();
    }

    /** The member is stopping: the log waits no longer. */
    public void giveUp() {
        givenUp = true;
    }

    private DiskSpacePolicy.Room room() {
        long logVolume = wal.usableBytes();
        long usable = Math.min(data.usableBytes(), logVolume);
        long logBytes = logVolume + Math.min(allocated.getAsLong(), Long.MAX_VALUE - logVolume);
        return new DiskSpacePolicy.Room(usable, logBytes, refused.get() > 0);
    }

    private void await(Volume volume, IOException failure) throws IOException {
        if (!volume.refused(failure)) {
            throw failure;
        }
        refused.incrementAndGet();
        look();
        try {
            do {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_AGAIN_MILLIS));
            } while (volume.usableBytes() < WORTH_A_TRY_BYTES && !givenUp);
        } finally {
            refused.decrementAndGet();
        }
    }

    private final class LogPort implements dev.etcetera.wal.FullDisk {
        @Override
        public void await(IOException failure) throws IOException {
            if (givenUp) {
                throw failure;
            }
            DiskSpace.this.await(wal, failure);
        }

        @Override
        public boolean hasRoomFor(long bytes) {
            return wal.usableBytes() - policy.reserveBytes() >= bytes;
        }
    }
}
