package dev.etcetera.raft.protocol;

/** Checks that are always on. A broken invariant means a bug or lost data: the node must stop, never guess. */
public final class Invariant {
    private Invariant() {}

    public static void check(boolean holds, String message) {
        if (!holds) {
            throw new InvariantViolation(message);
        }
    }

    /** Two numbers for the message, formatted with {@code %d} only when the check fails. */
    public static void check(boolean holds, String format, long first, long second) {
        if (!holds) {
            throw new InvariantViolation(String.format(format, first, second));
        }
    }
}
