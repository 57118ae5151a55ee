package dev.etcetera.backup.member;

import dev.etcetera.api.etcdserverpb.HashKVRequest;
import dev.etcetera.api.etcdserverpb.HashKVResponse;
import dev.etcetera.api.etcdserverpb.MaintenanceGrpc;
import dev.etcetera.api.etcdserverpb.StatusRequest;
import dev.etcetera.api.etcdserverpb.StatusResponse;
import dev.etcetera.backup.store.ByteSink;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** A member, over etcd's Maintenance service. Reads one snapshot at a time. */
public final class MemberSnapshots implements Snapshots {
    private static final Duration ANSWER = Duration.ofSeconds(10);
    /** A member reads all keys for it. */
    private static final Duration HASH = Duration.ofMinutes(5);

    private final MemberDoor door;
    private final Duration patience;
    private volatile long databaseBytes;

    /** With {@code patience} for the whole of a snapshot. */
    public MemberSnapshots(MemberDoor door, Duration patience) {
        this.door = door;
        this.patience = patience;
    }

    @Override
    public Origin origin() throws IOException {
        try {
            StatusResponse status = stub(ANSWER).status(StatusRequest.getDefaultInstance());
            databaseBytes = status.getDbSize();
            return new Origin(
                    Long.toHexString(status.getHeader().getClusterId()),
                    Long.toHexString(status.getHeader().getMemberId()),
                    status.getVersion(),
                    status.getHeader().getRevision(),
                    new MemberHistory(door).authRevision());
        } catch (StatusRuntimeException e) {
            throw unanswered("its status", e);
        }
    }

    @Override
    public OptionalLong expectedBytes() {
        return databaseBytes == 0 ? OptionalLong.empty() : OptionalLong.of(databaseBytes);
    }

    @Override
    public Sending begin() throws IOException {
        SnapshotStream blobs = SnapshotStream.of(door.channel(), patience);
        return new Sending() {
            @Override
            public Optional<Long> to(ByteSink sink) throws IOException {
                try {
                    return blobs.to(sink);
                } catch (StatusRuntimeException e) {
                    throw unanswered("a snapshot", e);
                }
            }

            @Override
            public void close() {
                blobs.cancel();
            }
        };
    }

    @Override
    public Optional<KvHash> hash(long revision) {
        try {
            HashKVResponse hash = stub(HASH)
                    .hashKV(HashKVRequest.newBuilder().setRevision(revision).build());
            return Optional.of(new KvHash(revision, Integer.toUnsignedLong(hash.getHash()), hash.getCompactRevision()));
        } catch (StatusRuntimeException | IOException e) {
            return Optional.empty();
        }
    }

    private MaintenanceGrpc.MaintenanceBlockingStub stub(Duration deadline) throws IOException {
        return MaintenanceGrpc.newBlockingStub(door.channel())
                .withDeadlineAfter(deadline.toMillis(), TimeUnit.MILLISECONDS);
    }

    private IOException unanswered(String what, StatusRuntimeException cause) {
        return new IOException(
                "member %s did not give %s: %s".formatted(door.name(), what, MemberDoor.said(cause)), cause);
    }
}
