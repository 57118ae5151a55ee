package dev.etcetera.mvcc;

import dev.etcetera.api.mvccpb.Event;
import java.util.List;

/**
 * Events for one watcher, in order; all changes of one revision are in the same batch.
 *
 * @param events empty for a progress notification and for a cancellation
 * @param revision every matching event up to it has been offered, with this batch
 * @param compactRevision 0, or the reason why the store has cancelled the watcher: what it was to see next is compacted
 */
public record WatchBatch(Watcher watcher, List<Event> events, long revision, long compactRevision) {}
