package dev.etcetera.server.apply;

/** Hears what becomes of entries. Called on the apply thread: must be quick. */
public interface ApplyListener {
    /** Whether somebody on this member waits for the answer; if not, none is made. */
    boolean awaits(long requestId);

    /** The request has been applied; {@code requestId} may belong to another member. */
    void applied(long requestId, ApplyResult result);

    /** The entry with which a new leader begins its term has been applied, and so has everything of older terms. */
    default void termStarted(long term) {}
}
