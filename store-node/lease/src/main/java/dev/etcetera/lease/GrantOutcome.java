package dev.etcetera.lease;

/** What became of a grant. */
public sealed interface GrantOutcome {
    /** The lease exists now; {@code ttlSeconds} is what was asked for or the minimum, whichever is longer. */
    record Granted(long id, long ttlSeconds) implements GrantOutcome {}

    /** The id is taken. */
    record Exists() implements GrantOutcome {}

    /** Longer than {@link Lessor#MAX_TTL_SECONDS}. */
    record TtlTooLarge() implements GrantOutcome {}

    /** Id 0 stands for no lease. */
    record NoId() implements GrantOutcome {}
}
