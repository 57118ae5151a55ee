package dev.etcetera.raft.simulation;

/** One of Raft's promises is broken. */
final class Violation extends RuntimeException {
    private static final long serialVersionUID = 1;

    Violation(String promise) {
        super(promise);
    }

    static void check(boolean holds, String promise, long... numbers) {
        if (!holds) {
            Object[] arguments = new Object[numbers.length];
            for (int i = 0; i < numbers.length; i++) {
                arguments[i] = numbers[i];
            }
            throw new Violation(String.format(promise, arguments));
        }
    }
}
