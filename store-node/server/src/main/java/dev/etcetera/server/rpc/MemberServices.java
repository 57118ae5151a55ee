package dev.etcetera.server.rpc;

import dev.etcetera.api.etcdserverpb.SnapshotResponse;
import io.grpc.BindableService;
import io.grpc.stub.StreamObserver;

/** Puts together the services for leases and for the members themselves. */
final class MemberServices {
    private final RpcParts parts;
    private final EventLoops loops;
    private final ReadPool pool;
    private final Background background;

    MemberServices(RpcParts parts, EventLoops loops, ReadPool pool, Background background) {
        this.parts = parts;
        this.loops = loops;
        this.pool = pool;
        this.background = background;
    }

    BindableService lease() {
        LeaderLeases leader = new LeaderLeases(
                background.localLeases(),
                parts.self().leases(),
                parts.self().raft(),
                parts.self().cluster(),
                new LeaderLeases.Patience(
                        parts.settings().requestTimeout(), parts.threads().timers()));
        return new LeaseService(
                parts.flow().proposer(),
                new QuotaGate(parts.stores().quota(), parts.flow().noSpace()),
                parts.stores().lessor(),
                leader,
                parts.self().headers());
    }

    BindableService cluster() {
        return new ClusterService(
                new MemberLists(parts.self().cluster(), parts.flow().reads(), loops),
                background.memberChanges(),
                background.promotions(),
                parts.self().headers(),
                parts.changes().clock());
    }

    BindableService maintenance(MemberStatus status) {
        return new MaintenanceService(
                status,
                new Hashes(parts.stores().keys(), parts.self().headers()),
                parts.flow().proposer(),
                background.leaderMoves(),
                background.downgrades(),
                new MaintenanceService.Work(pool, parts.stores().backend()::defragment, this::sendSnapshot));
    }

    private void sendSnapshot(StreamObserver<SnapshotResponse> out) {
        RpcParts.Snapshots snapshots = parts.snapshots();
        SnapshotCall.start(
                snapshots.database(),
                parts.self().headers()::current,
                parts.self().storageVersion().get(),
                snapshots.log(),
                out);
    }

    MemberStatus status() {
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
}
