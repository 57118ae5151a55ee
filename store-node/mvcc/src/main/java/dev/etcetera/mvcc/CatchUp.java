package dev.etcetera.mvcc;

import dev.etcetera.api.mvccpb.Event;
import java.util.ArrayList;
import java.util.List;

/** What one unsynced watcher has missed, up to a thousand revisions of it. Owned by the sync thread. */
final class CatchUp {
    static final int MAX_REVISIONS = 1000;

    final Watcher watcher;
    /** Where it starts; the watcher's own field does not change while the sync thread has it. */
    final long fromRevision;

    private final List<Event> events = new ArrayList<>();
    private int revisions;
    private long lastRevision;
    /** First revision that did not fit any more, or 0. */
    private long moreRevision;

    CatchUp(Watcher watcher) {
        this.watcher = watcher;
        this.fromRevision = watcher.nextRevision;
    }

    boolean isFull() {
        return moreRevision != 0;
    }

    void add(ChangeEvent change) {
        var revision = change.change().getModRevision();
        if (isFull() || revision < fromRevision || !watcher.wants(change.isDeletion())) {
            return;
        }
        if (revision != lastRevision) {
            if (revisions == MAX_REVISIONS) {
                moreRevision = revision;
                return;
            }
            revisions++;
            lastRevision = revision;
        }
        events.add(change.forWatcher(watcher));
    }

    List<Event> events() {
        return events;
    }

    /** Where the watcher stands once it has the events, if history was read up to {@code readRevision}. */
    long nextRevision(long readRevision) {
        return isFull() ? moreRevision : Math.max(fromRevision, readRevision + 1);
    }
}
