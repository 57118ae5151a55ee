package dev.etcetera.server.consensus;

/** What becomes of a broken invariant or a failed disk: in production the process halts, in tests it is thrown. */
@FunctionalInterface
public interface FaultHandler {
    /** The member cannot go on; {@code what} is one line for the log. */
    void fatal(String what, Exception cause);
}
