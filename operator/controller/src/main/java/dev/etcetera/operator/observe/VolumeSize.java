package dev.etcetera.operator.observe;

import java.time.Instant;
import java.util.Optional;

/**
 * How large a volume is, and is to be.
 *
 * @param requestedBytes what its claim asks for; 0 when nothing is known
 * @param capacityBytes what it has
 * @param awaitsPod since when it waits for a Pod to be started on it (FileSystemResizePending)
 * @param growable whether its class lets it grow; asked only about one that is to
 */
public record VolumeSize(long requestedBytes, long capacityBytes, Optional<Instant> awaitsPod, boolean growable) {
    /** Nothing is known. */
    public static final VolumeSize UNKNOWN = new VolumeSize(0, 0, Optional.empty(), true);

    /** Whether its claim asks for less than this. */
    public boolean asksForLessThan(long bytes) {
        return requestedBytes > 0 && requestedBytes < bytes;
    }

    /** Whether it is not yet as large as its claim asks for. */
    public boolean grows() {
        return capacityBytes < requestedBytes;
    }
}
