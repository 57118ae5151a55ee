package dev.etcetera.server.rpc;

import dev.etcetera.server.consensus.RaftListener;
import dev.etcetera.server.transport.HashKvSource;
import dev.etcetera.server.transport.LeaseForwarding;
import io.grpc.BindableService;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServerStreamTracer;
import io.grpc.protobuf.services.HealthStatusManager;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/** All services of a member, put together. Made once, before the first client is let in. */
public final class RpcServices implements AutoCloseable {
    private static final long SWEEP_MILLIS = 100;
    private static final int READ_THREADS = 2;

    private final RpcParts parts;
    private final ReadPool pool = new ReadPool(READ_THREADS);
    private final HealthStatusManager health = new HealthStatusManager();
    private final AppliedWait appliedWait;
    private final Leadership leadership;
    private final LeaderMonitor leaderMonitor;
    private final LeaderMoves leaderMoves;
    private final LocalLeases localLeases;
    private final List<ServerServiceDefinition> services;
    private final EtcdInterceptor interceptor;
    private final GrpcMetrics metrics;
    private final ScheduledFuture<?> sweeps;

    private RpcServices(RpcParts parts) {
        this.parts = parts;
        RpcParts.Self self = parts.self();
        RpcParts.Flow flow = parts.flow();
        RpcParts.Runtime runtime = parts.runtime();
        RpcParts.Settings settings = parts.settings();
        EventLoops loops = new EventLoops(runtime.loops());
        appliedWait = new AppliedWait(self.raft(), flow.appliedIndex());
        leadership = new Leadership(self.raft(), flow.reads(), loops.current());
        leaderMonitor = new LeaderMonitor(self.raft(), settings.electionTimeout());
        leaderMoves = new LeaderMoves(self.raft(), self.cluster(), self.transferLeader(), settings.requestTimeout());
        localLeases = new LocalLeases(parts.stores().lessor(), self.raft(), appliedWait, leadership, runtime.timers());
        MemberStatus status = status();
        services = List.of(
                keys(loops).bindService(),
                watches(loops).bindService(),
                leases().bindService(),
                new ClusterService(self.cluster(), flow.reads(), loops, self.headers()).bindService(),
                maintenance(status).bindService(),
                health.getHealthService().bindService());
        interceptor = new EtcdInterceptor(
                leaderMonitor, new LearnerRules(status::isLearner), new ClientRequests(runtime.registry()));
        metrics = new GrpcMetrics(runtime.registry(), services, settings.extensiveMetrics());
        sweeps =
                runtime.timers().scheduleWithFixedDelay(this::sweep, SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
    }

    public static RpcServices create(RpcParts parts) {
        return new RpcServices(parts);
    }

    /** The services as they are to be registered at a server whose handlers run on the event loops. */
    public List<ServerServiceDefinition> services() {
        return services.stream()
                .map(service -> ServerInterceptors.intercept(service, interceptor))
                .toList();
    }

    /** Counts calls. */
    public ServerStreamTracer.Factory tracer() {
        return metrics;
    }

    /** To be told of leaders. */
    public RaftListener raftListener() {
        return leaderMoves;
    }

    /** To be told how far this member has applied, on the apply thread. */
    public LongConsumer appliedListener() {
        return appliedWait::applied;
    }

    /** Serves other members that ask this one as leader. */
    public LeaseForwarding leaseForwarding() {
        return localLeases;
    }

    /** Serves other members that compare hashes. */
    public HashKvSource hashKvSource() {
        return new PeerHashes(parts.stores().keys(), pool);
    }

    /** Tells health checks that this member is going. */
    @Override
    public void close() {
        health.enterTerminalState();
        sweeps.cancel(false);
        pool.close();
    }

    private void sweep() {
        long nowNanos = System.nanoTime();
        leadership.sweep(nowNanos);
        leaderMonitor.sweep(nowNanos);
        leaderMoves.sweep(nowNanos);
        appliedWait.sweep(nowNanos);
        parts.flow().reads().sweep(nowNanos);
    }

    private BindableService keys(EventLoops loops) {
        RpcParts.Stores stores = parts.stores();
        RpcParts.Flow flow = parts.flow();
        KvReads reads = new KvReads(
                stores.keys(),
                flow.reads(),
                parts.self().headers(),
                new KvReads.Places(loops, pool, parts.settings().maxRequestBytes()));
        return new KvService(
                reads,
                flow.proposer(),
                quota(),
                new Compactions(
                        flow.proposer(),
                        stores.keys(),
                        () -> stores.backend().batchTx().commit()),
                parts.settings().maxTxnOps());
    }

    private BindableService watches(EventLoops loops) {
        return new WatchService(
                new WatchService.WatchParts(
                        parts.stores().keys(),
                        parts.stores().watches(),
                        parts.self().headers(),
                        parts.settings().maxReceiveBytes()),
                new WatchService.Timing(
                        parts.settings().progressInterval(),
                        parts.runtime().timers(),
                        parts.runtime().random()),
                loops);
    }

    private BindableService leases() {
        LeaderLeases leader = new LeaderLeases(
                localLeases,
                parts.self().leases(),
                parts.self().raft(),
                parts.self().cluster(),
                new LeaderLeases.Patience(
                        parts.settings().requestTimeout(), parts.runtime().timers()));
        return new LeaseService(
                parts.flow().proposer(),
                quota(),
                parts.stores().lessor(),
                leader,
                parts.self().headers());
    }

    private BindableService maintenance(MemberStatus status) {
        return new MaintenanceService(
                status,
                new Hashes(parts.stores().keys(), parts.self().headers()),
                parts.flow().proposer(),
                leaderMoves,
                pool,
                parts.stores().backend()::defragment);
    }

    private MemberStatus status() {
        RpcParts.Stores stores = parts.stores();
        return new MemberStatus(
                parts.self().raft(),
                parts.flow().appliedIndex(),
                parts.self().cluster(),
                parts.self().headers(),
                new MemberStatus.Storage(stores.backend(), stores.quota(), stores.alarms()),
                new MemberStatus.Versions(
                        parts.settings().serverVersion(), parts.self().storageVersion()));
    }

    private QuotaGate quota() {
        return new QuotaGate(parts.stores().quota(), parts.flow().noSpace());
    }
}
