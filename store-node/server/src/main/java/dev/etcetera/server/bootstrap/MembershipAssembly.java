package dev.etcetera.server.bootstrap;

import dev.etcetera.server.apply.ApplyListener;
import dev.etcetera.server.consensus.MembershipApplier;
import dev.etcetera.server.consensus.PeerRoster;
import java.util.List;

/** Makes what applies changes of the membership, and what follows from them. */
record MembershipAssembly(Foundation foundation, Consensus.Driven driven) {
    MembershipApplier applier(ApplyListener waiting) {
        MemberStorage storage = driven.storage();
        long memberId = driven.shared().raft().memberId();
        return new MembershipApplier(
                new MembershipApplier.Stored(
                        storage.cluster(),
                        storage.backend().batchTx(),
                        storage.consistentIndex(),
                        foundation.config().cluster().maxLearners(),
                        foundation.failpoints()),
                driven.shared().inbox(),
                waiting,
                List.of(
                        new MembershipLog(
                                storage.cluster().id(),
                                memberId,
                                foundation.log().named("membership/cluster")),
                        new KnownPeers(
                                memberId,
                                storage.cluster().membership(),
                                foundation.metrics().registry()),
                        new VersionGuard(),
                        new PeerRoster(
                                memberId, driven.transport(), driven.shared().inbox()::removedFromCluster)),
                storage.raft().storage().log().initialState().confState());
    }
}
