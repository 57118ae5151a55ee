package dev.etcetera.server.bootstrap;

import dev.etcetera.raft.RaftConfig;
import dev.etcetera.raft.RaftFeatures;
import dev.etcetera.raft.RaftLimits;
import dev.etcetera.raft.RawNode;
import dev.etcetera.raft.ReadOnlyOption;
import dev.etcetera.server.apply.ApplyChain;
import dev.etcetera.server.apply.ApplyMetrics;
import dev.etcetera.server.apply.ApplyParts;
import dev.etcetera.server.apply.EntryApplier;
import dev.etcetera.server.config.ServerConfig;
import dev.etcetera.server.config.TickConfig;
import dev.etcetera.server.consensus.ApplyLoop;
import dev.etcetera.server.consensus.FaultHandler;
import dev.etcetera.server.consensus.MembershipApplier;
import dev.etcetera.server.consensus.PeerTransport;
import dev.etcetera.server.consensus.RaftListener;
import dev.etcetera.server.consensus.RaftLoop;
import dev.etcetera.server.consensus.StorageHousekeeping;
import dev.etcetera.server.log.LogSink;
import dev.etcetera.server.propose.LeaseExpiry;
import dev.etcetera.server.propose.NoSpaceAlarm;
import dev.etcetera.server.storage.RaftStorage;
import java.util.List;
import java.util.SplittableRandom;

/** The raft thread and the apply thread of a member, with everything they drive. */
record Consensus(ApplyLoop applyLoop, RaftLoop raftLoop) {
    /** What was made before the threads. */
    record Foundation(
            ServerConfig config,
            MemberStorage storage,
            SharedState shared,
            Proposals proposals,
            PeerTransport transport,
            ApplyParts applyParts,
            ApplyMetrics applyMetrics,
            FaultHandler faults,
            LogSink log) {}

    static Consensus create(Foundation foundation, List<RaftListener> listeners) {
        RaftStorage raftStorage = foundation.storage().raft().storage();
        MembershipApplier membership = membershipApplier(foundation);
        LeaseExpiry leases = new LeaseExpiry(
                foundation.storage().lessor(),
                foundation.proposals().proposer(),
                foundation.shared().raft(),
                foundation.config().ticks().electionMillis());
        ApplyLoop applyLoop = new ApplyLoop(
                entryApplier(foundation, membership, leases),
                List.of(housekeeping(foundation, membership), leases),
                foundation.shared().applied(),
                foundation.faults());
        RaftLoop raftLoop = new RaftLoop(
                rawNode(foundation),
                raftStorage,
                new RaftLoop.Parts(
                        foundation.shared().inbox(),
                        foundation.shared().raft(),
                        foundation.transport(),
                        applyLoop,
                        foundation.shared().applied(),
                        listeners,
                        foundation.faults()),
                foundation.config().ticks().heartbeatMillis());
        return new Consensus(applyLoop, raftLoop);
    }

    private static MembershipApplier membershipApplier(Foundation foundation) {
        MemberStorage storage = foundation.storage();
        return new MembershipApplier(
                new MembershipApplier.Stored(
                        storage.cluster(),
                        storage.backend().batchTx(),
                        storage.consistentIndex(),
                        foundation.config().cluster().maxLearners()),
                foundation.shared().inbox(),
                foundation.shared().raft().memberId(),
                foundation.transport(),
                storage.raft().storage().log().initialState().confState(),
                foundation.log().named("membership/cluster"));
    }

    private static EntryApplier entryApplier(Foundation foundation, MembershipApplier membership, LeaseExpiry leases) {
        Proposals proposals = foundation.proposals();
        NoSpaceAlarm noSpace = new NoSpaceAlarm(
                proposals.proposer(), foundation.shared().raft().memberId());
        return new EntryApplier(
                foundation.storage().consistentIndex(),
                ApplyChain.create(foundation.applyParts(), noSpace),
                membership,
                new ApplyEvents(proposals.pending(), leases),
                foundation.applyMetrics());
    }

    private static StorageHousekeeping housekeeping(Foundation foundation, MembershipApplier membership) {
        MemberStorage storage = foundation.storage();
        RaftStorage raftStorage = storage.raft().storage();
        return new StorageHousekeeping(
                storage.backend(),
                storage.store(),
                storage.consistentIndex(),
                foundation.config().storage(),
                new StorageHousekeeping.Checkpoints(
                        membership::confState,
                        (index, confState) ->
                                foundation.shared().inbox().execute(raft -> raftStorage.checkpoint(index, confState))));
    }

    private static RawNode rawNode(Foundation foundation) {
        TickConfig ticks = foundation.config().ticks();
        RaftStorage raftStorage = foundation.storage().raft().storage();
        RaftConfig config = new RaftConfig(
                foundation.shared().raft().memberId(),
                ticks.electionTicks(),
                1,
                raftStorage.log().firstIndex() - 1,
                RaftLimits.etcd(),
                new RaftFeatures(ticks.preVote(), true, ReadOnlyOption.SAFE, false));
        return new RawNode(
                config,
                raftStorage.log(),
                new SplittableRandom(),
                new RaftTracer(foundation.log().named("raft/raft")));
    }
}
