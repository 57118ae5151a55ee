package dev.etcetera.server.transport;

import dev.etcetera.server.consensus.OutgoingSnapshot;
import dev.etcetera.server.consensus.SnapshotDatabase;
import dev.etcetera.server.log.ByteSizes;
import dev.etcetera.server.log.ZapLog;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Streams snapshots to one member, one at a time, each on a thread of its own. Any thread.
 *
 * <p>Body of the request: the length of Raft's message in eight bytes, the message, the database file.
 */
final class SnapshotSender {
    static final String TITLE = "sendMsgSnap";
    private static final long STALL_SECONDS = 60;

    private final PeerLink link;
    private final SnapshotLimits limits;
    private volatile @Nullable SnapshotPost current;
    private volatile boolean stopped;

    SnapshotSender(PeerLink link, SnapshotLimits limits) {
        this.link = link;
        this.limits = limits;
    }

    /** Returns at once; the database is closed and the outcome reported in any case. */
    void send(OutgoingSnapshot snapshot) {
        if (!limits.begin(link.peerId())) {
            refuse(snapshot);
            return;
        }
        Thread.ofPlatform().name("snapshot-send-" + link.peerHex()).daemon().start(() -> run(snapshot));
    }

    /** Nothing is sent any more; what is under way is broken off. */
    void stop() {
        stopped = true;
        SnapshotPost post = current;
        if (post != null) {
            post.close();
        }
    }

    private void refuse(OutgoingSnapshot snapshot) {
        snapshot.database().close();
        link.events().snapshotReported(link.peerId(), false);
    }

    private void run(OutgoingSnapshot snapshot) {
        Sending sending = new Sending(snapshot);
        boolean arrived = false;
        link.metrics().snapshots().began(link.peerHex());
        try (SnapshotDatabase database = snapshot.database()) {
            sending.run(database);
            arrived = true;
        } catch (IOException | RuntimeException e) {
            sending.failed(e);
        } finally {
            link.metrics().snapshots().ended(link.peerHex());
            limits.end(link.peerId(), arrived);
        }
        if (arrived) {
            sending.succeeded();
        }
        link.events().snapshotReported(link.peerId(), arrived);
        sending.end(arrived);
    }

    /** One snapshot. Owned by its thread. */
    private final class Sending {
        private final OutgoingSnapshot snapshot;
        private final ZapLog log = link.log();
        private final String url = link.urls().pick();
        private final long beganNanos = System.nanoTime();
        private long bytes;

        Sending(OutgoingSnapshot snapshot) {
            this.snapshot = snapshot;
        }

        void run(SnapshotDatabase database) throws IOException {
            byte[] message = encoded();
            bytes = database.sizeBytes() + message.length;
            log.info("sending database snapshot", fields());
            try (SnapshotPost post = new SnapshotPost(link.client().tls())) {
                current = post;
                if (stopped) {
                    throw new IOException("stopped");
                }
                int connectMillis = (int) link.timeouts().dial().toMillis();
                post.begin(PeerAddress.of(url), connectMillis, PeerRouter.SNAPSHOT, link.self());
                check(post(post, message, database));
            } finally {
                current = null;
            }
        }

        private HttpReply post(SnapshotPost post, byte[] message, SnapshotDatabase database) throws IOException {
            Future<?> watchdog = watch(post);
            try {
                OutputStream body = post.body();
                body.write(message);
                database.writeTo(body);
                body.flush();
                if (post.sentBytes() != bytes) {
                    throw new IOException("the database took " + post.sentBytes() + " bytes instead of " + bytes);
                }
                // Only now, and not when anything failed: this tells the receiver that it has all.
                body.close();
            } catch (IOException broken) {
                return post.answerAfter(broken);
            } finally {
                watchdog.cancel(false);
            }
            return post.answer();
        }

        /** Hangs up on a peer that has taken nothing for a while: writing to it would wait for ever. */
        private Future<?> watch(SnapshotPost post) {
            long[] before = {-1};
            return link.client()
                    .loop()
                    .scheduleWithFixedDelay(
                            () -> {
                                if (post.sentBytes() == before[0]) {
                                    post.close();
                                }
                                before[0] = post.sentBytes();
                            },
                            STALL_SECONDS,
                            STALL_SECONDS,
                            TimeUnit.SECONDS);
        }

        private byte[] encoded() {
            WireMessage wire = MessageCodec.toWire(snapshot.message());
            ByteBuf buffer = Unpooled.buffer(Long.BYTES + wire.size());
            buffer.writeLong(wire.size());
            wire.write(buffer);
            return ByteBufUtil.getBytes(buffer);
        }

        private void check(HttpReply reply) throws IOException {
            if (reply.status() == 204) {
                return;
            }
            if (reply.status() == 403) {
                link.events().removedFromCluster(StreamReader.REMOVED);
                throw new IOException(StreamReader.REMOVED);
            }
            throw new IOException(
                    reply.status() == 412
                            ? reply.text()
                            : "unexpected http status " + reply.status() + " while posting to \"" + url
                                    + PeerRouter.SNAPSHOT + "\": " + reply.text());
        }

        void succeeded() {
            Duration took = Duration.ofNanos(System.nanoTime() - beganNanos);
            link.status().activate();
            link.metrics().sent(bytes);
            link.metrics().snapshots().succeeded(link.peerHex(), took);
            log.info("sent database snapshot", fields());
        }

        void failed(Exception cause) {
            String reason = PeerHttpClient.reason(cause);
            log.warn("failed to send database snapshot", fieldsAnd("error", reason));
            link.urls().unreachable(url);
            link.status().deactivate(TITLE, "post", reason);
            link.metrics().sendFailed();
            link.metrics().snapshots().failed(link.peerHex());
            link.events().unreachable(link.peerId());
        }

        /** The log is kept for its receiver a little longer; after that this snapshot is over. */
        void end(boolean arrived) {
            long graceSeconds = arrived ? SnapshotLimits.GRACE.toSeconds() : 0;
            try {
                Future<?> _ = link.client()
                        .loop()
                        .schedule(() -> tellEnd("sent merged snapshot"), graceSeconds, TimeUnit.SECONDS);
            } catch (RejectedExecutionException stopping) {
                tellEnd("canceled sending merged snapshot; server stopping");
            }
        }

        private void tellEnd(String how) {
            log.info(
                    how,
                    "from",
                    link.self().memberHex(),
                    "to",
                    link.peerHex(),
                    "bytes",
                    bytes,
                    "size",
                    ByteSizes.human(bytes),
                    "took",
                    Duration.ofNanos(System.nanoTime() - beganNanos));
        }

        private Object[] fields() {
            return new Object[] {
                "snapshot-index",
                snapshot.index(),
                "remote-peer-id",
                link.peerHex(),
                "bytes",
                bytes,
                "size",
                ByteSizes.human(bytes)
            };
        }

        private Object[] fieldsAnd(String name, String value) {
            Object[] fields = Arrays.copyOf(fields(), fields().length + 2);
            fields[fields.length - 2] = name;
            fields[fields.length - 1] = value;
            return fields;
        }
    }
}
