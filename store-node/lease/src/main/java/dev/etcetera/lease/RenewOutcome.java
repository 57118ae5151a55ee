package dev.etcetera.lease;

/** What became of a keep-alive. */
public sealed interface RenewOutcome {
    /** The lease lives for its whole time again. */
    record Renewed(long ttlSeconds) implements RenewOutcome {}

    /** There is no such lease. */
    record NotFound() implements RenewOutcome {}

    /** Only the leader's lessor counts time: ask there. */
    record NotPrimary() implements RenewOutcome {}

    /** Its time is up and its revocation is on the way: ask again until it is gone or another member leads. */
    record Expired() implements RenewOutcome {}
}
