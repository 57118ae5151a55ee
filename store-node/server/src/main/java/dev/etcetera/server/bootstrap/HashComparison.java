package dev.etcetera.server.bootstrap;

import dev.etcetera.api.etcdserverpb.AlarmRequest;
import dev.etcetera.api.etcdserverpb.AlarmRequest.AlarmAction;
import dev.etcetera.api.etcdserverpb.AlarmType;
import dev.etcetera.api.etcdserverpb.InternalRaftRequest;
import dev.etcetera.mvcc.HashOutcome;
import dev.etcetera.mvcc.KvStore;
import dev.etcetera.raft.protocol.NodeId;
import dev.etcetera.server.config.ServerConfig;
import dev.etcetera.server.corruption.CorruptionException;
import dev.etcetera.server.corruption.HashChecks;
import dev.etcetera.server.corruption.InitialCheck;
import dev.etcetera.server.corruption.OwnHashes;
import dev.etcetera.server.log.ZapLog;
import dev.etcetera.server.propose.ProposalCallback;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** How and when a member compares what it holds with the others. */
record HashComparison(Foundation foundation, Consensus.Driven driven, Peers peers) {
    private static final String GATE = "CompactHashCheck";

    /** Before the member serves: throws when it holds something else than the others. Waits for their answers. */
    void first() throws IOException {
        try {
            new InitialCheck(memberId(), foundation.config().requestTimeout(), log()).run(own(), lookup()::at);
        } catch (CorruptionException different) {
            log().error("checkInitialHashKV failed", "error", different.getMessage());
            throw different;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted during the initial corruption check", stop);
        }
    }

    /** From now on, as often as the configuration says, whenever this member leads; returns at once. */
    void goOn() {
        ServerConfig config = foundation.config();
        HashChecks checks = new HashChecks(
                memberId(),
                own(),
                lookup()::at,
                new HashChecks.Surroundings(driven.proposals().reads(), this::alarm, config.requestTimeout()),
                log());
        Duration periodic = config.observability().corruptCheckTime();
        if (!periodic.isZero() && !periodic.isNegative()) {
            log().info(
                            "enabled corruption checking",
                            "local-member-id",
                            NodeId.format(memberId()),
                            "interval",
                            periodic);
            every(periodic, "periodic-hash-check", checks::periodic);
        }
        if (config.features().isEnabled(GATE)) {
            every(config.observability().compactHashCheckTime(), "compact-hash-check", checks::compactions);
        }
    }

    private interface Check {
        void run() throws InterruptedException;
    }

    private void every(Duration interval, String name, Check check) {
        Thread.ofPlatform().daemon().name(name).start(() -> {
            try {
                while (true) {
                    TimeUnit.NANOSECONDS.sleep(interval.toNanos());
                    if (driven.shared().raft().isLeader()) {
                        check.run();
                    }
                }
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void alarm(long memberId) {
        AlarmRequest alarm = AlarmRequest.newBuilder()
                .setMemberID(memberId)
                .setAction(AlarmAction.ACTIVATE)
                .setAlarm(AlarmType.CORRUPT)
                .build();
        driven.proposals()
                .proposer()
                .propose(InternalRaftRequest.newBuilder().setAlarm(alarm), ProposalCallback.IGNORE);
    }

    private PeerHashLookup lookup() {
        return new PeerHashLookup(
                peers,
                driven.storage().cluster(),
                memberId(),
                foundation.config().requestTimeout(),
                log());
    }

    private OwnHashes own() {
        KvStore store = driven.storage().store();
        return new OwnHashes() {
            @Override
            public HashOutcome.Hashed current() {
                while (true) {
                    // The current revision is neither compacted nor in the future; it may be overtaken by a compaction.
                    if (store.hashByRevision(0) instanceof HashOutcome.Hashed hashed) {
                        return hashed;
                    }
                }
            }

            @Override
            public List<HashOutcome.Hashed> compactions() {
                return store.compactionHashes();
            }
        };
    }

    private long memberId() {
        return driven.shared().raft().memberId();
    }

    private ZapLog log() {
        return foundation.log().named("etcdserver/corrupt");
    }
}
