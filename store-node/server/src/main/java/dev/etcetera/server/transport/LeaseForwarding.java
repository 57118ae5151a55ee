package dev.etcetera.server.transport;

import java.util.function.Consumer;

/**
 * Serves what other members ask the leader about leases. Called on event loops: implementations return at once and
 * answer once, on any thread, after waiting at most one second for this member to have applied what is committed.
 */
public interface LeaseForwarding {
    /** Renews a lease. */
    void renew(long leaseId, Consumer<LeaseRenewal> done);

    /** Looks a lease up, with the keys attached to it if asked for. */
    void timeToLive(long leaseId, boolean keys, Consumer<LeaseLookup> done);
}
