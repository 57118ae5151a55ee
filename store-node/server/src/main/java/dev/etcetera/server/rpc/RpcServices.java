package dev.etcetera.server.rpc;

import dev.etcetera.server.consensus.RaftListener;
import dev.etcetera.server.transport.DowngradeState;
import dev.etcetera.server.transport.HashKvSource;
import dev.etcetera.server.transport.LeaseForwarding;
import dev.etcetera.server.transport.MemberPromotion;
import io.grpc.BindableService;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServerStreamTracer;
import io.grpc.protobuf.services.HealthStatusManager;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

/** All services of a member. Made once, before the first client is let in. */
public final class RpcServices implements AutoCloseable {
    private static final long SWEEP_MILLIS = 100;
    private static final int READ_THREADS = 2;

    private final RpcParts parts;
    private final ReadPool pool = new ReadPool(READ_THREADS);
    private final HealthStatusManager health = new HealthStatusManager();
    private final Background background;
    private final List<ServerServiceDefinition> services;
    private final EtcdInterceptor interceptor;
    private final GrpcMetrics metrics;
    private final ScheduledFuture<?> sweeps;

    private RpcServices(RpcParts parts) {
        this.parts = parts;
        EventLoops loops = new EventLoops(parts.threads().loops());
        background = new Background(parts, loops);
        KeyServices keys = new KeyServices(parts, loops, pool);
        MemberServices member = new MemberServices(parts, loops, pool, background);
        MemberStatus status = member.status();
        LearnerRules learner = new LearnerRules(status::isLearner);
        services = Stream.of(
                        keys.kv(learner),
                        keys.watch(),
                        member.lease(),
                        member.cluster(),
                        member.maintenance(status),
                        health.getHealthService())
                .map(BindableService::bindService)
                .toList();
        interceptor = new EtcdInterceptor(
                background.leaderMonitor(),
                learner,
                new ClientRequests(parts.threads().registry()));
        metrics = new GrpcMetrics(
                parts.threads().registry(), services, parts.settings().extensiveMetrics());
        sweeps = parts.threads()
                .timers()
                .scheduleWithFixedDelay(background::sweep, SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
    }

    public static RpcServices create(RpcParts parts) {
        return new RpcServices(parts);
    }

    /** The services behind their interceptor, for a server whose handlers run on the event loops. */
    public List<ServerServiceDefinition> services() {
        return services.stream()
                .map(service -> ServerInterceptors.intercept(service, interceptor))
                .toList();
    }

    /** What counts calls, messages and bytes of that server. */
    public ServerStreamTracer.Factory tracer() {
        return metrics;
    }

    /** To be told of leaders. */
    public RaftListener raftListener() {
        return background.leaderMoves();
    }

    /** To be told how far this member has applied, on the apply thread. */
    public LongConsumer appliedListener() {
        return background.appliedWait()::applied;
    }

    /** Serves other members that ask this one as leader. */
    public LeaseForwarding leaseForwarding() {
        return background.localLeases();
    }

    /** Serves other members that were asked to promote a learner and do not lead. */
    public MemberPromotion memberPromotion() {
        return background.promotions();
    }

    /** Tells members that join whether they may be older than this one. */
    public DowngradeState downgradeState() {
        return background.downgrades();
    }

    /** Serves other members that compare hashes. */
    public HashKvSource hashKvSource() {
        return new PeerHashes(parts.stores().keys(), pool);
    }

    /** Tells health checks that this member is going, and ends its threads. */
    @Override
    public void close() {
        health.enterTerminalState();
        sweeps.cancel(false);
        pool.close();
    }
}
