package dev.etcetera.server.storage;

/**
 * What the room on the disk means. Pure.
 *
 * <pre>
 *            usable ≥ 2 × reserve                          usable ≥ reserve
 *   LOW/FULL ────────────────────▶ ROOMY          ROOMY ─────────────────────▶ ROOMY
 *            else: what the log can still take decides between LOW and FULL
 * </pre>
 *
 * The way back asks for twice as much, so that a member does not waver.
 *
 * @param reserveBytes with less than this on a volume no new writes are taken
 */
public record DiskSpacePolicy(long reserveBytes) {
    private static final long LEAST_RESERVE_BYTES = 16L << 20;
    private static final long LARGEST_RESERVE_BYTES = 64L << 20;
    private static final int SHARE = 20;
    /** Tens of thousands of votes, terms and commit indexes. */
    private static final long BOOKKEEPING_BYTES = 2L << 20;

    /** A twentieth of the volume, within bounds. */
    public static DiskSpacePolicy forVolume(long totalBytes) {
        return new DiskSpacePolicy(Math.clamp(totalBytes / SHARE, LEAST_RESERVE_BYTES, LARGEST_RESERVE_BYTES));
    }

    /**
     * What was seen.
     *
     * @param usableBytes on the volume that has less of them
     * @param logBytes what the write-ahead log can take: what is allocated for it, and what its volume has
     * @param refused whether a write waits because there was no room for it
     */
    public record Room(long usableBytes, long logBytes, boolean refused) {}

    public DiskLevel decide(DiskLevel now, Room room) {
        long wanted = now == DiskLevel.ROOMY ? reserveBytes : 2 * reserveBytes;
        if (!room.refused() && room.usableBytes() >= wanted) {
            return DiskLevel.ROOMY;
        }
        long bookkeeping = now == DiskLevel.FULL ? 2 * BOOKKEEPING_BYTES : BOOKKEEPING_BYTES;
        return room.logBytes() < bookkeeping ? DiskLevel.FULL : DiskLevel.LOW;
    }

    /** Whether what has been applied may be written to the backend; held in memory it is as safe, for the log has it. */
    public boolean mayCommit(DiskLevel now, Room room) {
        return now == DiskLevel.ROOMY || (!room.refused() && room.usableBytes() >= reserveBytes / 2);
    }
}
