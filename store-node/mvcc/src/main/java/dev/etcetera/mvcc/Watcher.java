package dev.etcetera.mvcc;

import org.jspecify.annotations.Nullable;

/** One watch. Its fields belong to the lock of the {@link WatchableStore}. */
public final class Watcher {
    /** Which of the store's groups it is in. */
    enum Group {
        /** Told by the apply thread about each new revision; has been told everything notified so far. */
        SYNCED,
        /** Waits for the sync thread to catch up. */
        UNSYNCED,
        /** In the hands of the sync thread. */
        SYNCING,
        /** Its sink was full; a batch is pending. */
        VICTIM,
        GONE
    }

    final WatchSpec spec;
    final WatchSink sink;
    Group group;
    /** Events of older revisions were offered, are pending, or were not asked for. */
    long nextRevision;

    /** What the full sink did not take. */
    @Nullable
    WatchBatch pending;

    Watcher(WatchSpec spec, WatchSink sink, Group group, long nextRevision) {
        this.spec = spec;
        this.sink = sink;
        this.group = group;
        this.nextRevision = nextRevision;
    }

    public WatchSpec spec() {
        return spec;
    }

    boolean wants(boolean deletion) {
        return deletion ? !spec.noDelete() : !spec.noPut();
    }
}
