package dev.etcetera.server.rpc;

import dev.etcetera.backend.Backend;
import dev.etcetera.failpoint.Failpoints;
import dev.etcetera.lease.Lessor;
import dev.etcetera.mvcc.KvStore;
import dev.etcetera.mvcc.WatchableStore;
import dev.etcetera.server.apply.AlarmStore;
import dev.etcetera.server.apply.BackendQuota;
import dev.etcetera.server.apply.NoSpaceListener;
import dev.etcetera.server.apply.ResponseHeaders;
import dev.etcetera.server.cluster.Cluster;
import dev.etcetera.server.consensus.RaftStatusSource;
import dev.etcetera.server.consensus.RaftView;
import dev.etcetera.server.log.ZapLog;
import dev.etcetera.server.propose.ConfChangeProposer;
import dev.etcetera.server.propose.Proposer;
import dev.etcetera.server.read.ReadIndexService;
import dev.etcetera.server.transport.LeaseForwarder;
import dev.etcetera.server.transport.PromotionForwarder;
import io.netty.channel.EventLoopGroup;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongConsumer;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** What the services of a member work with. */
public record RpcParts(Stores stores, Self self, Flow flow, Changes changes, Threads threads, Settings settings) {
    /** What the member holds. */
    public record Stores(
            Backend backend,
            KvStore keys,
            WatchableStore watches,
            Lessor lessor,
            AlarmStore alarms,
            BackendQuota quota) {}

    /**
     * The member among the others.
     *
     * @param transferLeader asks Raft to hand the leadership to a member
     * @param storageVersion the version of the data directory, as {@code 3.7.0}
     */
    public record Self(
            Cluster cluster,
            RaftView raft,
            ResponseHeaders headers,
            LongConsumer transferLeader,
            LeaseForwarder leases,
            Supplier<String> storageVersion) {}

    /** The ways of writes and reads. */
    public record Flow(Proposer proposer, ReadIndexService reads, NoSpaceListener noSpace, LongSupplier appliedIndex) {}

    /**
     * What changes of the membership need.
     *
     * @param activeSince since when another member has been connected without interruption
     * @param strict whether changes that might cost the quorum are refused
     * @param requestTimeout how long the leader is looked for
     */
    public record Changes(
            ConfChangeProposer proposer,
            PromotionForwarder forwarder,
            RaftStatusSource raftStatus,
            LongFunction<Optional<Instant>> activeSince,
            boolean strict,
            Duration requestTimeout,
            PromotionMetrics metrics,
            InstantSource clock,
            ZapLog log) {}

    /** Threads and what they are seen by. {@code loops} are the event loops of client connections. */
    public record Threads(
            EventLoopGroup loops,
            ScheduledExecutorService timers,
            RandomGenerator random,
            PrometheusRegistry registry,
            Failpoints failpoints) {}

    /**
     * What the configuration says.
     *
     * @param serverVersion what clients are told, as {@code 3.7.3}
     * @param extensiveMetrics whether durations of calls are measured
     */
    public record Settings(
            String serverVersion,
            int maxTxnOps,
            int maxRequestBytes,
            int maxReceiveBytes,
            Duration requestTimeout,
            Duration electionTimeout,
            Duration progressInterval,
            boolean extensiveMetrics) {}
}
