package dev.etcetera.mvcc;

/** Checks that are always on. A broken invariant means that applying must stop: the data is not what the index says. */
final class Invariant {
    private Invariant() {}

    static void check(boolean condition, String message) {
        if (!condition) {
            throw new IllegalStateException(message);
        }
    }
}
