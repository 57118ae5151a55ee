package dev.etcetera.operator.member;

import dev.etcetera.api.etcdserverpb.ClusterGrpc;
import dev.etcetera.api.etcdserverpb.DowngradeRequest;
import dev.etcetera.api.etcdserverpb.DowngradeResponse;
import dev.etcetera.api.etcdserverpb.MaintenanceGrpc;
import dev.etcetera.api.etcdserverpb.MemberAddRequest;
import dev.etcetera.api.etcdserverpb.MemberPromoteRequest;
import dev.etcetera.api.etcdserverpb.MemberRemoveRequest;
import dev.etcetera.api.etcdserverpb.MoveLeaderRequest;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Changes who is a member and who leads: blocking calls with a deadline. Each answers why it was refused, or nothing.
 * After a refusal, and above all after a call that timed out, only a new look at the list says what became of it.
 */
public final class MembershipClient {
    private final Duration deadline;
    private final MemberPort port;

    public MembershipClient(Duration deadline, MemberDoors doors) {
        this(deadline, new MemberPort(doors));
    }

    MembershipClient(Duration deadline, MemberPort port) {
        this.deadline = deadline;
        this.port = port;
    }

    /** Adds a member without a vote. */
    public Optional<String> addLearner(String via, String peerUrl) {
        MemberAddRequest request = MemberAddRequest.newBuilder()
                .addPeerURLs(peerUrl)
                .setIsLearner(true)
                .build();
        return asking(via, channel -> cluster(channel).memberAdd(request));
    }

    /** Gives a learner its vote. */
    public Optional<String> promote(String via, long memberId) {
        MemberPromoteRequest request =
                MemberPromoteRequest.newBuilder().setID(memberId).build();
        return asking(via, channel -> cluster(channel).memberPromote(request));
    }

    /** Ends a membership. One that has ended already is no refusal. */
    public Optional<String> remove(String via, long memberId) {
        MemberRemoveRequest request =
                MemberRemoveRequest.newBuilder().setID(memberId).build();
        return asking(via, channel -> {
            try {
                cluster(channel).memberRemove(request);
            } catch (StatusRuntimeException e) {
                if (e.getStatus().getCode() != Status.Code.NOT_FOUND) {
                    throw e;
                }
            }
        });
    }

    /**
     * Hands the leadership over.
     *
     * @param leader address of the member that leads
     */
    public Optional<String> moveLeader(String leader, long targetId) {
        MoveLeaderRequest request =
                MoveLeaderRequest.newBuilder().setTargetID(targetId).build();
        return asking(
                leader,
                channel -> MaintenanceGrpc.newBlockingStub(channel)
                        .withDeadlineAfter(deadline.toMillis(), TimeUnit.MILLISECONDS)
                        .moveLeader(request));
    }

    /** Takes back the alarm CORRUPT of a member that is gone. */
    public Optional<String> disarmCorrupt(String via, long memberId) {
        return asking(
                via,
                channel -> MaintenanceGrpc.newBlockingStub(channel)
                        .withDeadlineAfter(deadline.toMillis(), TimeUnit.MILLISECONDS)
                        .alarm(Alarms.CORRUPT.disarming(memberId)));
    }

    /** Begins etcd's downgrade to this minor release. */
    public Optional<String> enableDowngrade(String via, String etcdVersion) {
        DowngradeRequest request = DowngradeRequest.newBuilder()
                .setAction(DowngradeRequest.DowngradeAction.ENABLE)
                .setVersion(etcdVersion)
                .build();
        return asking(via, channel -> downgrade(channel, request));
    }

    /** Calls etcd's downgrade off. One that has ended already is no refusal. */
    public Optional<String> cancelDowngrade(String via) {
        DowngradeRequest request = DowngradeRequest.newBuilder()
                .setAction(DowngradeRequest.DowngradeAction.CANCEL)
                .build();
        return asking(via, channel -> downgrade(channel, request));
    }

    private void downgrade(ManagedChannel channel, DowngradeRequest request) {
        DowngradeResponse _ = MaintenanceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(deadline.toMillis(), TimeUnit.MILLISECONDS)
                .downgrade(request);
    }

    private ClusterGrpc.ClusterBlockingStub cluster(ManagedChannel channel) {
        return ClusterGrpc.newBlockingStub(channel).withDeadlineAfter(deadline.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** What the same members are asked for when they run out of space. */
    public SpaceClient space() {
        return new SpaceClient(deadline, port);
    }

    private Optional<String> asking(String address, Consumer<ManagedChannel> work) {
        return new MemberCall(deadline, port).asking(address, work);
    }
}
