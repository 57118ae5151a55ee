package dev.etcetera.mvcc;

/**
 * What a watcher wants.
 *
 * @param startRevision 0 = from now on; one in the past is caught up, one in the future is waited for
 * @param prevKv events carry the value before, as far as it is not compacted
 */
public record WatchSpec(KeyRange range, long startRevision, boolean prevKv, boolean noPut, boolean noDelete) {
    public static WatchSpec of(KeyRange range, long startRevision) {
        return new WatchSpec(range, startRevision, false, false, false);
    }
}
