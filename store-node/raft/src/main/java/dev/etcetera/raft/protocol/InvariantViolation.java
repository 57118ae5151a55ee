package dev.etcetera.raft.protocol;

/** A broken invariant. Whoever owns the raft thread hands it to the fault handler, which ends the process. */
public final class InvariantViolation extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public InvariantViolation(String message) {
        super(message);
    }
}
