package dev.etcetera.operator.member;

import dev.etcetera.api.etcdserverpb.ClusterGrpc;
import dev.etcetera.api.etcdserverpb.MaintenanceGrpc;
import dev.etcetera.api.etcdserverpb.MemberListRequest;
import dev.etcetera.api.etcdserverpb.StatusRequest;
import dev.etcetera.api.etcdserverpb.StatusResponse;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
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
import java.util.function.Function;

/** Blocking calls with a deadline, each member on its own virtual thread. May be used from any thread. */
public final class MemberClient {
    private static final int CLIENT_PORT = 2379;

    private final Duration deadline;

    public MemberClient(Duration deadline) {
        this.deadline = deadline;
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

    /** The membership as the member at this address knows it, without asking the others. */
    public Optional<List<LiveMember>> members(String address) {
        try {
            return Optional.of(call(address, this::list));
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
                return call(address, this::status);
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
                status.getVersion(),
                status.getIsLearner(),
                status.getErrorsList());
    }

    private List<LiveMember> list(ManagedChannel channel) {
        return ClusterGrpc.newBlockingStub(channel)
                .withDeadlineAfter(deadline.toMillis(), TimeUnit.MILLISECONDS)
                .memberList(MemberListRequest.getDefaultInstance())
                .getMembersList()
                .stream()
                .map(m -> new LiveMember(m.getID(), m.getName(), m.getPeerURLsList(), m.getIsLearner()))
                .toList();
    }

    // A channel lives for one call: a member is asked a few times a minute and its address changes with its Pod.
    private static <T> T call(String address, Function<ManagedChannel, T> work) {
        ManagedChannel channel = NettyChannelBuilder.forAddress(address, CLIENT_PORT)
                .usePlaintext()
                .disableRetry()
                .build();
        try {
            return work.apply(channel);
        } finally {
            channel.shutdownNow();
        }
    }
}
