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
        LeaseExpiry leases = new LeaseExpiry(
                driven.storage().lessor(),
                driven.proposals().proposer(),
                driven.shared().raft(),
                foundation.config().ticks().electionMillis());
        ApplyEvents events = new ApplyEvents(driven.proposals().pending(), leases);
        MembershipApplier membership = new MembershipAssembly(foundation, driven).applier(events);
        Snapshots snapshots = new Snapshots(foundation, driven);
        EntryApplier applier = entryApplier(
                foundation,
                driven,
                new EntryApplier.Others(
                        membership,
                        snapshots.stateSwitch(membership),
                        raftStorage.log().firstIndex() - 1),
                events);
        ApplyLoop applyLoop = new ApplyLoop(
                applier,
                List.of(snapshots.housekeeping(applier), leases),
                driven.shared().applied(),
                foundation.faults());
        driven.shared().applyThread().use(applyLoop);
        snapshots.serve(applyLoop, applier);
        TickConfig ticks = foundation.config().ticks();
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
                        foundation.failpoints(),
                        foundation.log().named("etcdserver/server")),
                ticks.heartbeatMillis(),
                ticks.electionTicks());
        return new Consensus(applyLoop, raftLoop);
    }

    private static EntryApplier entryApplier(
            Foundation foundation, Driven driven, EntryApplier.Others others, ApplyEvents events) {
        Proposals proposals = driven.proposals();
        NoSpaceAlarm noSpace =
                new NoSpaceAlarm(proposals.proposer(), driven.shared().raft().memberId());
        return new EntryApplier(
                driven.storage().consistentIndex(),
                ApplyChain.create(driven.applyParts(), noSpace),
                others,
                events,
                new ApplyMetrics(foundation.metrics().registry()));
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
