package dev.etcetera.operator.member;

import dev.etcetera.api.etcdserverpb.CompactionRequest;
import dev.etcetera.api.etcdserverpb.DefragmentRequest;
import dev.etcetera.api.etcdserverpb.KVGrpc;
import dev.etcetera.api.etcdserverpb.MaintenanceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Makes room in a cluster: blocking calls with a deadline. Each answers why it was refused, or nothing. */
public final class SpaceClient {
    /** Go etcd copies its file meanwhile; a gigabyte takes it some ten seconds. */
    private static final Duration LONGEST_RECLAIM = Duration.ofMinutes(2);

    private final Duration deadline;
    private final MemberPort port;

    SpaceClient(Duration deadline, MemberPort port) {
        this.deadline = deadline;
        this.port = port;
    }

    /** Forgets what was before this revision. That it is forgotten already is no refusal. */
    public Optional<String> compact(String via, long revision) {
        CompactionRequest request =
                CompactionRequest.newBuilder().setRevision(revision).build();
        return asking(
                deadline,
                via,
                Status.Code.OUT_OF_RANGE,
                channel -> KVGrpc.newBlockingStub(channel)
                        .withDeadlineAfter(deadline.toMillis(), TimeUnit.MILLISECONDS)
                        .compact(request));
    }

    /** Has this one member give back what it does not need. It goes on with it if that takes longer than anybody waits. */
    public Optional<String> reclaim(String member) {
        return asking(
                LONGEST_RECLAIM,
                member,
                Status.Code.DEADLINE_EXCEEDED,
                channel -> MaintenanceGrpc.newBlockingStub(channel)
                        .withDeadlineAfter(LONGEST_RECLAIM.toMillis(), TimeUnit.MILLISECONDS)
                        .defragment(DefragmentRequest.getDefaultInstance()));
    }

    /** Takes back the alarm NOSPACE of these members. */
    public Optional<String> disarm(String via, List<Long> memberIds) {
        return memberIds.stream().flatMap(id -> disarm(via, id).stream()).findFirst();
    }

    private Optional<String> disarm(String via, long memberId) {
        return new MemberCall(deadline, port)
                .asking(
                        via,
                        channel -> MaintenanceGrpc.newBlockingStub(channel)
                                .withDeadlineAfter(deadline.toMillis(), TimeUnit.MILLISECONDS)
                                .alarm(Alarms.NOSPACE.disarming(memberId)));
    }

    private Optional<String> asking(Duration limit, String address, Status.Code fine, Consumer<ManagedChannel> work) {
        return new MemberCall(limit, port).asking(address, channel -> {
            try {
                work.accept(channel);
            } catch (StatusRuntimeException e) {
                if (e.getStatus().getCode() != fine) {
                    throw e;
                }
            }
        });
    }
}
