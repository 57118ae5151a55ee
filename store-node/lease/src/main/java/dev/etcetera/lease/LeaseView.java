package dev.etcetera.lease;

/**
 * A lease as it is at a moment.
 *
 * @param remainingMillis until it expires, negative when that is past; {@link Long#MAX_VALUE} on a member that does not lead
 */
public record LeaseView(long id, long ttlSeconds, long remainingMillis) {
    /** Whole seconds left, as clients are told. */
    public long remainingSeconds() {
        return remainingMillis / 1000;
    }
}
