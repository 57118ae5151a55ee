package dev.etcetera.server.rpc;

import dev.etcetera.api.EtcdError;
import dev.etcetera.api.etcdserverpb.AlarmRequest;
import dev.etcetera.api.etcdserverpb.AlarmResponse;
import dev.etcetera.api.etcdserverpb.DefragmentRequest;
import dev.etcetera.api.etcdserverpb.DefragmentResponse;
import dev.etcetera.api.etcdserverpb.DowngradeRequest;
import dev.etcetera.api.etcdserverpb.DowngradeResponse;
import dev.etcetera.api.etcdserverpb.HashKVRequest;
import dev.etcetera.api.etcdserverpb.HashKVResponse;
import dev.etcetera.api.etcdserverpb.HashRequest;
import dev.etcetera.api.etcdserverpb.HashResponse;
import dev.etcetera.api.etcdserverpb.InternalRaftRequest;
import dev.etcetera.api.etcdserverpb.MaintenanceGrpc;
import dev.etcetera.api.etcdserverpb.MoveLeaderRequest;
import dev.etcetera.api.etcdserverpb.MoveLeaderResponse;
import dev.etcetera.api.etcdserverpb.SnapshotRequest;
import dev.etcetera.api.etcdserverpb.SnapshotResponse;
import dev.etcetera.api.etcdserverpb.StatusRequest;
import dev.etcetera.api.etcdserverpb.StatusResponse;
import dev.etcetera.server.propose.Proposer;
import io.grpc.stub.StreamObserver;
import java.util.function.Consumer;

/** What an operator of the cluster asks a single member. */
final class MaintenanceService extends MaintenanceGrpc.MaintenanceImplBase {
    private final MemberStatus status;
    private final Hashes hashes;
    private final Proposer proposer;
    private final LeaderMoves leaderMoves;
    private final Downgrades downgrades;
    private final ReadPool pool;
    private final Runnable defragment;
    private final Consumer<StreamObserver<SnapshotResponse>> snapshots;

    /**
     * Work that is too long for an event loop.
     *
     * @param defragment begins to clean the backend's files, and returns
     * @param snapshots begins to send a snapshot, and returns
     */
    record Work(ReadPool pool, Runnable defragment, Consumer<StreamObserver<SnapshotResponse>> snapshots) {}

    MaintenanceService(
            MemberStatus status,
            Hashes hashes,
            Proposer proposer,
            LeaderMoves leaderMoves,
            Downgrades downgrades,
            Work work) {
        this.status = status;
        this.hashes = hashes;
        this.proposer = proposer;
        this.leaderMoves = leaderMoves;
        this.downgrades = downgrades;
        this.pool = work.pool();
        this.defragment = work.defragment();
        this.snapshots = work.snapshots();
    }

    @Override
    public void status(StatusRequest request, StreamObserver<StatusResponse> out) {
        Answer.to(StatusResponse.class, out).send(status.now());
    }

    @Override
    public void alarm(AlarmRequest request, StreamObserver<AlarmResponse> out) {
        proposer.propose(
                InternalRaftRequest.newBuilder().setAlarm(request),
                new ProposedCall<>(Answer.to(AlarmResponse.class, out)));
    }

    @Override
    public void hash(HashRequest request, StreamObserver<HashResponse> out) {
        Answer<HashResponse> answer = Answer.to(HashResponse.class, out);
        inPool(answer, () -> answer.send(hashes.all()));
    }

    @Override
    public void hashKV(HashKVRequest request, StreamObserver<HashKVResponse> out) {
        Answer<HashKVResponse> answer = Answer.to(HashKVResponse.class, out);
        inPool(answer, () -> answer.send(hashes.keys(request.getRevision())));
    }

    /** Space comes back by itself; asking for it begins at once and holds nobody up. */
    @Override
    public void defragment(DefragmentRequest request, StreamObserver<DefragmentResponse> out) {
        Answer<DefragmentResponse> answer = Answer.to(DefragmentResponse.class, out);
        inPool(answer, () -> {
            defragment.run();
            answer.send(DefragmentResponse.getDefaultInstance());
        });
    }

    @Override
    public void moveLeader(MoveLeaderRequest request, StreamObserver<MoveLeaderResponse> out) {
        leaderMoves.move(request.getTargetID(), Answer.to(MoveLeaderResponse.class, out));
    }

    @Override
    public void snapshot(SnapshotRequest request, StreamObserver<SnapshotResponse> out) {
        snapshots.accept(out);
    }

    @Override
    public void downgrade(DowngradeRequest request, StreamObserver<DowngradeResponse> out) {
        downgrades.answer(request, Answer.to(DowngradeResponse.class, out));
    }

    private void inPool(Answer<?> answer, Runnable task) {
        if (!pool.offer(task)) {
            answer.fail(EtcdError.TOO_MANY_REQUESTS);
        }
    }
}
