package dev.etcetera.raft.simulation;

import org.jspecify.annotations.Nullable;

/**
 * The only clock of a simulation: events in the order of their time in milliseconds, and of their making where times are
 * equal. A wheel with one list for each millisecond: nothing may be further away than one turn.
 */
final class EventQueue {
    private static final int SLOTS = 1 << 11;

    private static final class Event {
        final Runnable action;

        @Nullable
        Event next;

        Event(Runnable action) {
            this.action = action;
        }
    }

    private final @Nullable Event[] first = new Event[SLOTS];
    private final @Nullable Event[] last = new Event[SLOTS];
    private long now;

    void after(long delay, Runnable action) {
        if (delay >= SLOTS) {
            throw new IllegalArgumentException("too far away: " + delay);
        }
        int slot = (int) ((now + delay) % SLOTS);
        Event event = new Event(action);
        Event before = last[slot];
        if (before == null) {
            first[slot] = event;
        } else {
            before.next = event;
        }
        last[slot] = event;
    }

    long now() {
        return now;
    }

    /** Runs everything that is to happen before the given time. */
    void runUntil(long end) {
        boolean more = true;
        while (more) {
            more = stepUntil(end);
        }
    }

    private boolean stepUntil(long end) {
        while (now < end) {
            int slot = (int) (now % SLOTS);
            Event event = first[slot];
            if (event != null) {
                first[slot] = event.next;
                if (event.next == null) {
                    last[slot] = null;
                }
                event.action.run();
                return true;
            }
            now++;
        }
        return false;
    }
}
