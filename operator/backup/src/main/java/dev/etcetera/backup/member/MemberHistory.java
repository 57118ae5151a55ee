package dev.etcetera.backup.member;

import com.google.protobuf.ByteString;
import dev.etcetera.api.etcdserverpb.AuthGrpc;
import dev.etcetera.api.etcdserverpb.AuthStatusRequest;
import dev.etcetera.api.etcdserverpb.KVGrpc;
import dev.etcetera.api.etcdserverpb.LeaseGrpc;
import dev.etcetera.api.etcdserverpb.LeaseTimeToLiveRequest;
import dev.etcetera.api.etcdserverpb.LeaseTimeToLiveResponse;
import dev.etcetera.api.etcdserverpb.RangeRequest;
import dev.etcetera.api.etcdserverpb.WatchCreateRequest;
import dev.etcetera.api.etcdserverpb.WatchGrpc;
import dev.etcetera.api.etcdserverpb.WatchRequest;
import dev.etcetera.api.etcdserverpb.WatchResponse;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A member's history, over etcd's Watch service. A few answers are under way at a time, whatever the member has to tell. */
public final class MemberHistory implements History {
    /**
     * So many answers of a watch come without being asked for one by one, which a busy machine does slowly. Each may be as large
     * as the largest request of a client, and all must fit into the heap beside a full backup.
     */
    private static final int AHEAD = 8;

    private static final long ANSWER_SECONDS = 10;
    /** From the first key to the last: what etcd's own clients send for "all". */
    private static final ByteString ALL = ByteString.copyFrom(new byte[1]);

    private final MemberDoor door;

    /** Of the member that is behind the door whenever it is asked. */
    public MemberHistory(MemberDoor door) {
        this.door = door;
    }

    @Override
    public Watched watch(long from) throws IOException {
        Answers answers = new Answers();
        Metadata wish = new Metadata();
        // A member that is cut off from the others ends the watch rather than to fall silent.
        wish.put(Metadata.Key.of("hasleader", Metadata.ASCII_STRING_MARSHALLER), "true");
        WatchGrpc.newStub(door.channel())
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(wish))
                .watch(answers);
        answers.ask(WatchRequest.newBuilder()
                .setCreateRequest(WatchCreateRequest.newBuilder()
                        .setKey(ALL)
                        .setRangeEnd(ALL)
                        .setStartRevision(from)
                        .setFragment(true))
                .build());
        return answers;
    }

    @Override
    public List<GrantedLease> granted(Set<Long> leases) throws IOException {
        List<GrantedLease> granted = new ArrayList<>();
        try {
            for (long id : leases) {
                LeaseTimeToLiveResponse lease = LeaseGrpc.newBlockingStub(door.channel())
                        .withDeadlineAfter(ANSWER_SECONDS, TimeUnit.SECONDS)
                        .leaseTimeToLive(
                                LeaseTimeToLiveRequest.newBuilder().setID(id).build());
                if (lease.getGrantedTTL() > 0) {
                    granted.add(new GrantedLease(id, lease.getGrantedTTL()));
                }
            }
        } catch (StatusRuntimeException e) {
            throw new IOException("member %s did not tell of leases: %s".formatted(door.name(), MemberDoor.said(e)), e);
        }
        return granted;
    }

    @Override
    public long revision() throws IOException {
        try {
            return KVGrpc.newBlockingStub(door.channel())
                    .withDeadlineAfter(ANSWER_SECONDS, TimeUnit.SECONDS)
                    .range(RangeRequest.newBuilder()
                            .setKey(ALL)
                            .setRangeEnd(ALL)
                            .setLimit(1)
                            .setKeysOnly(true)
                            .build())
                    .getHeader()
                    .getRevision();
        } catch (StatusRuntimeException e) {
            throw new IOException(
                    "member %s did not tell the revision: %s".formatted(door.name(), MemberDoor.said(e)), e);
        }
    }

    /** How many keys there are now. */
    public long keys() throws IOException {
        try {
            return KVGrpc.newBlockingStub(door.channel())
                    .withDeadlineAfter(ANSWER_SECONDS, TimeUnit.SECONDS)
                    .range(RangeRequest.newBuilder()
                            .setKey(ALL)
                            .setRangeEnd(ALL)
                            .setCountOnly(true)
                            .build())
                    .getCount();
        } catch (StatusRuntimeException e) {
            throw new IOException("member %s did not count its keys: %s".formatted(door.name(), MemberDoor.said(e)), e);
        }
    }

    @Override
    public long authRevision() {
        try {
            return AuthGrpc.newBlockingStub(door.channel())
                    .withDeadlineAfter(ANSWER_SECONDS, TimeUnit.SECONDS)
                    .authStatus(AuthStatusRequest.getDefaultInstance())
                    .getAuthRevision();
        } catch (StatusRuntimeException | IOException e) {
            return 0;
        }
    }

    /** Answers of one watch, on their way from gRPC's thread to the one that asks for them. */
    private final class Answers implements Watched, ClientResponseObserver<WatchRequest, WatchResponse> {
        private sealed interface Answer {}

        private record Told(WatchResponse response) implements Answer {}

        private record Ended(@Nullable Throwable cause) implements Answer {}

        /** Those that are under way, and the end. */
        private final BlockingQueue<Answer> queue = new ArrayBlockingQueue<>(AHEAD + 2);

        private @Nullable ClientCallStreamObserver<WatchRequest> call;

        @Override
        public void beforeStart(ClientCallStreamObserver<WatchRequest> requests) {
            call = requests;
            requests.disableAutoRequestWithInitial(AHEAD);
        }

        @Override
        public void onNext(WatchResponse response) {
            queue.add(new Told(response));
        }

        @Override
        public void onError(Throwable cause) {
            queue.add(new Ended(cause));
        }

        @Override
        public void onCompleted() {
            queue.add(new Ended(null));
        }

        void ask(WatchRequest request) {
            call().onNext(request);
        }

        @Override
        public Optional<Changes> next(Duration wait) throws IOException {
            Answer answer;
            try {
                answer = queue.poll(wait.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted");
            }
            return switch (answer) {
                case null -> Optional.empty();
                case Ended(Throwable cause) ->
                    throw new IOException("member %s ended the watch: %s".formatted(door.name(), cause), cause);
                case Told(WatchResponse response) -> {
                    if (response.getCanceled()) {
                        throw response.getCompactRevision() > 0
                                ? new CompactedException(response.getCompactRevision())
                                : new IOException("member %s refused the watch: %s"
                                        .formatted(door.name(), response.getCancelReason()));
                    }
                    call().request(1);
                    yield Optional.of(new Changes(response.getEventsList(), !response.getFragment()));
                }
            };
        }

        private ClientCallStreamObserver<WatchRequest> call() {
            ClientCallStreamObserver<WatchRequest> started = call;
            if (started == null) {
                throw new IllegalStateException("the watch has not begun");
            }
            return started;
        }

        @Override
        public void close() {
            call().cancel("not wanted any more", null);
        }
    }
}
