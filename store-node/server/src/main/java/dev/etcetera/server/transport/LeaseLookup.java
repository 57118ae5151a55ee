package dev.etcetera.server.transport;

import dev.etcetera.api.etcdserverpb.LeaseTimeToLiveResponse;

/** How looking a lease up at the leader ended. */
public sealed interface LeaseLookup {
    /** The lease as the leader knows it. */
    record Found(LeaseTimeToLiveResponse response) implements LeaseLookup {}

    /** There is no such lease. */
    record NotFound() implements LeaseLookup {}

    /** The leader did not catch up with its own log in time. */
    record TimedOut() implements LeaseLookup {}

    /** Anything else, for instance that the other member does not lead. */
    record Failed(String message) implements LeaseLookup {}
}
