package dev.etcetera.server.transport;

/** How renewing a lease at the leader ended. */
public sealed interface LeaseRenewal {
    /** The lease lives that much longer. */
    record Renewed(long ttlSeconds) implements LeaseRenewal {}

    /** There is no such lease. */
    record NotFound() implements LeaseRenewal {}

    /** The leader did not catch up with its own log in time. */
    record TimedOut() implements LeaseRenewal {}

    /** Anything else, for instance that the other member does not lead. */
    record Failed(String message) implements LeaseRenewal {}
}
