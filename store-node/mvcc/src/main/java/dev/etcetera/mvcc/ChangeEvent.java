package dev.etcetera.mvcc;

import dev.etcetera.api.mvccpb.Event;
import dev.etcetera.api.mvccpb.KeyValue;
import org.jspecify.annotations.Nullable;

/** One change as an event, built at most once for all watchers, with and without the value before. Used by one thread. */
final class ChangeEvent {
    private final KeyValue change;
    private final RangeReader reader;
    private final Published state;
    private @Nullable Event plain;
    private @Nullable Event withPrevious;

    ChangeEvent(KeyValue change, RangeReader reader, Published state) {
        this.change = change;
        this.reader = reader;
        this.state = state;
    }

    KeyValue change() {
        return change;
    }

    boolean isDeletion() {
        return change.getCreateRevision() == 0;
    }

    Event forWatcher(Watcher watcher) {
        return watcher.spec.prevKv() ? withPrevious() : plain();
    }

    private Event plain() {
        var event = plain;
        if (event == null) {
            event = Event.newBuilder()
                    .setType(isDeletion() ? Event.EventType.DELETE : Event.EventType.PUT)
                    .setKv(change)
                    .build();
            plain = event;
        }
        return event;
    }

    private Event withPrevious() {
        var event = withPrevious;
        if (event == null) {
            event = isCreation() ? plain() : addPrevious(plain());
            withPrevious = event;
        }
        return event;
    }

    private Event addPrevious(Event event) {
        var previous = reader.valueBefore(change.getKey(), change.getModRevision(), state);
        return previous == null ? event : event.toBuilder().setPrevKv(previous).build();
    }

    private boolean isCreation() {
        return !isDeletion() && change.getCreateRevision() == change.getModRevision();
    }
}
