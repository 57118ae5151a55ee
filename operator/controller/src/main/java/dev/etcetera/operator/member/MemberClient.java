package dev.etcetera.operator.member;

import dev.etcetera.api.etcdserverpb.ClusterGrpc;
import dev.etcetera.api.etcdserverpb.MaintenanceGrpc;
import dev.etcetera.api.etcdserverpb.MemberListRequest;
import dev.etcetera.api.etcdserverpb.StatusRequest;
import dev.etcetera.api.etcdserverpb.StatusResponse;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Blocking calls with a deadline, each member on its own virtual thread. May be used from any thread. */
public final class MemberClient {
    private final Duration deadline;
    private final MemberPort port;

    public MemberClient(Duration deadline, MemberDoors doors) {
        this(deadline, new MemberPort(doors));
    }

    MemberClient(Duration deadline, MemberPort port) {
        this.deadline = deadline;
        this.port = port;
    }

    /**
     * Asks all members at once.
     *
     * @param addresses IP addresses by member name
     */
    public Map<String, MemberHealth> health(Map<String, String> addresses) throws InterruptedException {
        Map<String, Future<MemberHealth>> answers = new TreeMap<>();
        Map<String, MemberHealth> health = new TreeMap<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            addresses.forEach((name, address) -> answers.put(name, threads.submit(asking(address))));
            for (Map.Entry<String, Future<MemberHealth>> answer : answers.entrySet()) {
                health.put(answer.getKey(), result(answer.getValue()));
            }
        }
        return health;
    }

    /** The membership that a quorum confirms; without a quorum, what the member at this address remembers. */
    public Optional<Membership> membership(String address) {
        return list(address, true).or(() -> list(address, false));
    }

    private Optional<Membership> list(String address, boolean confirmed) {
        try {
            return Optional.of(new Membership(port.call(address, channel -> list(channel, confirmed)), confirmed));
        } catch (StatusRuntimeException e) {
            return Optional.empty();
        }
    }

    private static MemberHealth result(Future<MemberHealth> answer) throws InterruptedException {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            return new MemberHealth.Silent(String.valueOf(e.getCause()));
        }
    }

    private Callable<MemberHealth> asking(String address) {
        return () -> {
            try {
                return port.call(address, this::status);
            } catch (StatusRuntimeException e) {
                return new MemberHealth.Silent(
                        switch (e.getStatus().getCode()) {
                            case UNAVAILABLE -> "does not accept connections";
                            case DEADLINE_EXCEEDED -> "does not answer within " + deadline.toMillis() + " ms";
                            default -> "answers with " + e.getStatus().getCode();
                        });
            }
        };
    }

    private MemberHealth status(ManagedChannel channel) {
        StatusResponse status = MaintenanceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(deadline.toMillis(), TimeUnit.MILLISECONDS)
                .status(StatusRequest.getDefaultInstance());
        return new MemberHealth.Answering(
                status.getHeader().getClusterId(),
                status.getHeader().getMemberId(),
                status.getLeader(),
                status.getRaftAppliedIndex(),
                status.getVersion(),
                status.getIsLearner(),
                status.getErrorsList(),
                status.getRaftTerm(),
                status.getRaftIndex(),
                new StoreSize(
                        status.getHeader().getRevision(),
                        status.getDbSize(),
                        status.getDbSizeInUse(),
                        status.getDbSizeQuota()),
                new MemberHealth.Database(
                        status.getStorageVersion(),
                        status.getDowngradeInfo().getEnabled()
                                ? status.getDowngradeInfo().getTargetVersion()
                                : ""));
    }

    private List<LiveMember> list(ManagedChannel channel, boolean linearizable) {
        return ClusterGrpc.newBlockingStub(channel)
                .withDeadlineAfter(deadline.toMillis(), TimeUnit.MILLISECONDS)
                .memberList(MemberListRequest.newBuilder()
                        .setLinearizable(linearizable)
                        .build())
                .getMembersList()
                .stream()
                .map(m -> new LiveMember(m.getID(), m.getName(), m.getPeerURLsList(), m.getIsLearner()))
                .toList();
    }
}
