package dev.etcetera.raft.simulation;

import dev.etcetera.raft.Tracer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;

/** What the nodes say while they run, for whoever reads about a failure; most runs are not listened to. */
final class Story {
    private static final int LONGEST = 60;

    private final boolean told;
    private final Deque<String> lines = new ArrayDeque<>();
    private LongSupplier clock = () -> 0;

    Story(boolean told) {
        this.told = told;
    }

    void begin(LongSupplier millis) {
        clock = millis;
    }

    void tell(Object what) {
        if (told) {
            lines.add(String.format("%6d ms  %s", clock.getAsLong(), what));
            if (lines.size() > LONGEST) {
                lines.removeFirst();
            }
        }
    }

    Tracer tracer() {
        if (!told) {
            return Tracer.NONE;
        }
        return new Tracer() {
            @Override
            public void info(String message) {
                if (message.contains("became") || message.contains("elected") || message.contains("switched")) {
                    tell("  " + message);
                }
            }

            @Override
            public void warn(String message) {
                tell("  " + message);
            }
        };
    }

    String text() {
        return String.join("\n", lines);
    }
}
