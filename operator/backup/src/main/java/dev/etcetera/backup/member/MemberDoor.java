package dev.etcetera.backup.member;

import dev.etcetera.api.etcdserverpb.MaintenanceGrpc;
import dev.etcetera.api.etcdserverpb.StatusRequest;
import dev.etcetera.api.etcdserverpb.StatusResponse;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which member is read: of all that a host name stands for, one that follows a leader and has the newest data, and the leader
 * only when there is no other. May be used from any thread.
 */
public final class MemberDoor implements AutoCloseable {
    private static final long ANSWER_MILLIS = 2_000;

    private final Addresses addresses;
    private @Nullable ManagedChannel open;

    /** Nobody is asked before it is needed. */
    public MemberDoor(Addresses addresses) {
        this.addresses = addresses;
    }

    /** A channel to each address that there is now. */
    @FunctionalInterface
    public interface Addresses {
        List<ManagedChannel> all() throws IOException;
    }

    /** To the member that is read, which stays the same until {@link #again}. */
    synchronized ManagedChannel channel() throws IOException {
        ManagedChannel known = open;
        if (known == null) {
            known = best(addresses.all());
            open = known;
        }
        return known;
    }

    /** Which member that is, for people. */
    synchronized String name() {
        return open == null ? "" : open.authority();
    }

    /** The next one may be another: this one failed. */
    public synchronized void again() {
        close();
    }

    @Override
    public synchronized void close() {
        ManagedChannel known = open;
        open = null;
        if (known != null) {
            known.shutdownNow();
        }
    }

    private record Candidate(ManagedChannel channel, int doubt) {}

    private static ManagedChannel best(List<ManagedChannel> channels) throws IOException {
        if (channels.size() == 1) {
            return channels.getFirst();
        }
        List<Candidate> candidates = new ArrayList<>();
        StringBuilder silent = new StringBuilder();
        for (ManagedChannel channel : channels) {
            try {
                StatusResponse status = MaintenanceGrpc.newBlockingStub(channel)
                        .withDeadlineAfter(ANSWER_MILLIS, TimeUnit.MILLISECONDS)
                        .status(StatusRequest.getDefaultInstance());
                candidates.add(new Candidate(channel, doubt(status)));
            } catch (StatusRuntimeException e) {
                silent.append("; ").append(said(e));
            }
        }
        ManagedChannel best = candidates.stream()
                .min(Comparator.comparingInt(Candidate::doubt))
                .map(Candidate::channel)
                .orElse(null);
        channels.stream().filter(c -> !c.equals(best)).forEach(ManagedChannel::shutdownNow);
        if (best == null) {
            throw new IOException("none of %d members answers%s".formatted(channels.size(), silent));
        }
        return best;
    }

    /** Why a request failed, in one line. */
    static String said(StatusRuntimeException failure) {
        Status status = failure.getStatus();
        Throwable cause = status.getCause();
        return Stream.of(status.getCode().name(), status.getDescription(), cause == null ? null : cause.getMessage())
                .filter(Objects::nonNull)
                .collect(Collectors.joining(", "));
    }

    private static int doubt(StatusResponse status) {
        if (status.getLeader() == 0) {
            return 3;
        }
        if (status.getIsLearner()) {
            return 2;
        }
        return status.getLeader() == status.getHeader().getMemberId() ? 1 : 0;
    }
}
