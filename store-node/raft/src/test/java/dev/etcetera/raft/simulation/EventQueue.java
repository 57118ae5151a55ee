package dev.etcetera.raft.simulation;

import java.util.PriorityQueue;

/** The only clock of a simulation: events in the order of their time, and of their making where times are equal. */
final class EventQueue {
    private record Event(long at, long order, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(order, other.order);
        }
    }

    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private long now;
    private long order;

    void after(long delay, Runnable action) {
        events.add(new Event(now + delay, order++, action));
    }

    long now() {
        return now;
    }

    /** Runs the next event. */
    void step() {
        Event next = events.remove();
        now = next.at();
        next.action().run();
    }
}
