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
import dev.etcetera.server.config.TickConfig;
import dev.etcetera.server.consensus.ApplyLoop;
import dev.etcetera.server.consensus.MembershipApplier;
import dev.etcetera.server.consensus.RaftListener;
import dev.etcetera.server.consensus.RaftLoop;
import dev.etcetera.server.consensus.StateSwitch;
import dev.etcetera.server.consensus.StorageHousekeeping;
import dev.etcetera.server.propose.LeaseExpiry;
import dev.etcetera.server.propose.NoSpaceAlarm;
import dev.etcetera.server.storage.RaftStorage;
import dev.etcetera.server.transport.RaftHttpTransport;
import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;

/** The raft thread and the apply thread of a member, with everything they drive. */
record Consensus(ApplyLoop applyLoop, RaftLoop raftLoop) {
    /** What the threads drive. */
    record Driven(
            MemberStorage storage,
            SharedState shared,
            Proposals proposals,
            RaftHttpTransport transport,
            ApplyParts applyParts) {}

    static Consensus create(Foundation foundation, Driven driven, List<RaftListener> listeners) throws IOException {
        RaftStorage raftStorage = driven.storage().raft().storage();
        MembershipApplier membership = membershipApplier(foundation, driven);
        StateSwitch snapshots = new Snapshots(foundation, driven.storage()).stateSwitch(membership);
        LeaseExpiry leases = new LeaseExpiry(
                driven.storage().lessor(),
                driven.proposals().proposer(),
                driven.shared().raft(),
                foundation.config().ticks().electionMillis());
        ApplyLoop applyLoop = new ApplyLoop(
                entryApplier(foundation, driven, new Changes(membership, snapshots), leases),
                List.of(housekeeping(foundation, driven, membership), leases),
                driven.shared().applied(),
                foundation.faults());
        RaftLoop raftLoop = new RaftLoop(
                rawNode(foundation, driven),
                raftStorage,
                new RaftLoop.Parts(
                        driven.shared().inbox(),
                        driven.shared().raft(),
                        driven.transport(),
                        applyLoop,
                        driven.shared().applied(),
                        listeners,
                        foundation.faults(),
                        foundation.failpoints()),
                foundation.config().ticks().heartbeatMillis());
        return new Consensus(applyLoop, raftLoop);
    }

    private static MembershipApplier membershipApplier(Foundation foundation, Driven driven) {
        MemberStorage storage = driven.storage();
        return new MembershipApplier(
                new MembershipApplier.Stored(
                        storage.cluster(),
                        storage.backend().batchTx(),
                        storage.consistentIndex(),
                        foundation.config().cluster().maxLearners(),
                        foundation.failpoints()),
                driven.shared().inbox(),
                driven.shared().raft().memberId(),
                driven.transport(),
                storage.raft().storage().log().initialState().confState(),
                foundation.log().named("membership/cluster"));
    }

    private static EntryApplier entryApplier(
            Foundation foundation, Driven driven, Changes changes, LeaseExpiry leases) {
        Proposals proposals = driven.proposals();
        NoSpaceAlarm noSpace =
                new NoSpaceAlarm(proposals.proposer(), driven.shared().raft().memberId());
        return new EntryApplier(
                driven.storage().consistentIndex(),
                ApplyChain.create(driven.applyParts(), noSpace),
                changes.membership(),
                changes.snapshots(),
                new ApplyEvents(proposals.pending(), leases),
                new ApplyMetrics(foundation.metrics().registry()));
    }

    /** What is applied besides requests. */
    private record Changes(MembershipApplier membership, StateSwitch snapshots) {}

    private static StorageHousekeeping housekeeping(
            Foundation foundation, Driven driven, MembershipApplier membership) {
        MemberStorage storage = driven.storage();
        RaftStorage raftStorage = storage.raft().storage();
        return new StorageHousekeeping(
                storage.backend(),
                storage.store(),
                storage.consistentIndex(),
                foundation.config().storage(),
                new StorageHousekeeping.Checkpoints(
                        membership::confState,
                        (index, confState) ->
                                driven.shared().inbox().execute(raft -> raftStorage.checkpoint(index, confState))));
    }

    private static RawNode rawNode(Foundation foundation, Driven driven) {
        TickConfig ticks = foundation.config().ticks();
        RaftStorage raftStorage = driven.storage().raft().storage();
        RaftConfig config = new RaftConfig(
                driven.shared().raft().memberId(),
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
