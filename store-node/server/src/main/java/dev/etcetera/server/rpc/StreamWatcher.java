package dev.etcetera.server.rpc;

import dev.etcetera.mvcc.Watcher;

/** A watcher of a stream and what its client asked for. Owned by the stream. */
final class StreamWatcher {
    private final long id;
    private final Watcher watcher;
    private final boolean progressNotify;
    private final boolean fragments;
    private boolean quiet;

    StreamWatcher(long id, Watcher watcher, boolean progressNotify, boolean fragments) {
        this.id = id;
        this.watcher = watcher;
        this.progressNotify = progressNotify;
        this.fragments = fragments;
        this.quiet = true;
    }

    long id() {
        return id;
    }

    Watcher watcher() {
        return watcher;
    }

    boolean fragments() {
        return fragments;
    }

    /** It was sent events: the next notification would tell it nothing new. */
    void heard() {
        quiet = false;
    }

    /** Whether a notification is due; from now on it is, until there are events. */
    boolean takeProgressDue() {
        boolean due = progressNotify && quiet;
        quiet = true;
        return due;
    }
}
