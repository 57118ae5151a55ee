package dev.etcetera.lease;

/** What became of a revocation. */
public sealed interface RevokeOutcome {
    /** The lease and its keys are gone. */
    record Revoked(int keys) implements RevokeOutcome {}

    /** There is no such lease. */
    record NotFound() implements RevokeOutcome {}
}
