package dev.etcetera.server.bootstrap;

import dev.etcetera.server.cluster.Membership;
import dev.etcetera.server.cluster.MembershipDecision;
import dev.etcetera.server.consensus.MembershipListener;

/** Stops a member that a snapshot has made part of a cluster which is newer than it. */
record VersionGuard() implements MembershipListener {
    @Override
    public void changed(MembershipDecision decision) {}

    @Override
    public void restored(Membership before, Membership now) {
        now.clusterVersion().ifPresent(StoredMembership::checkOwn);
    }
}
