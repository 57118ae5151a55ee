package dev.etcetera.operator.member;

/**
 * How much a member has stored.
 *
 * @param revision the latest revision of the keys
 * @param bytes size of the files
 * @param inUseBytes what of it is not free to be given back
 * @param quotaBytes size at which it raises NOSPACE: 0 when it does not say, negative when there is none
 */
public record StoreSize(long revision, long bytes, long inUseBytes, long quotaBytes) {
    /** Nothing is known. */
    public static final StoreSize UNKNOWN = new StoreSize(0, 0, 0, 0);

    /** etcd's own, for releases that do not tell. */
    private static final long DEFAULT_QUOTA_BYTES = 2L << 30;

    /** The size at which it raises NOSPACE; never 0. */
    public long quota() {
        if (quotaBytes < 0) {
            return Long.MAX_VALUE;
        }
        return quotaBytes == 0 ? DEFAULT_QUOTA_BYTES : quotaBytes;
    }

    /** Whether there is room enough to take the alarm back: a tenth of the quota, so that it does not come again at once. */
    public boolean roomy() {
        return bytes < quota() / 10 * 9;
    }
}
