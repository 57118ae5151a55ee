package dev.etcetera.server.bootstrap;

import dev.etcetera.server.apply.ApplyListener;
import dev.etcetera.server.apply.ApplyResult;
import dev.etcetera.server.propose.LeaseExpiry;
import dev.etcetera.server.propose.PendingRequests;

/** Brings what was applied to those who wait for it, and the start of a term to the lessor. */
record ApplyEvents(PendingRequests pending, LeaseExpiry leases) implements ApplyListener {
    @Override
    public boolean awaits(long requestId) {
        return pending.awaits(requestId);
    }

    @Override
    public void applied(long requestId, ApplyResult result) {
        pending.applied(requestId, result);
    }

    @Override
    public void termStarted(long term) {
        leases.termStarted(term);
    }
}
