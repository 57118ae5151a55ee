package dev.etcetera.server.consensus;

import dev.etcetera.api.EtcdError;
import dev.etcetera.server.cluster.Membership;
import dev.etcetera.server.cluster.MembershipDecision;

/** Hears what became of committed membership changes. Called on the apply thread, after the stored cluster has changed. */
public interface MembershipListener {
    /** The members are others now. */
    void changed(MembershipDecision decision);

    /** A snapshot has put other members in their place. */
    default void restored(Membership before, Membership now) {}

    /** A change no longer fitted the cluster. */
    default void rejected(long index, EtcdError reason) {}
}
