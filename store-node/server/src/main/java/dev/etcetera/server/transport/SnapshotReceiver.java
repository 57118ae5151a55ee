package dev.etcetera.server.transport;

import dev.etcetera.raft.protocol.Message;
import dev.etcetera.server.log.ByteSizes;
import dev.etcetera.server.log.ZapLog;
import dev.etcetera.server.storage.SnapshotFiles;
import dev.etcetera.server.storage.SnapshotImport;
import io.netty.buffer.Unpooled;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;

/**
 * POST /raft/snapshot: Raft's message, and behind it a database, which goes to a file. Raft hears of the message when the
 * file is whole and on disk. Each request has a thread of its own; a few at most.
 */
final class SnapshotReceiver {
    private static final int MOST_AT_ONCE = 4;
    private static final long MAX_MESSAGE_BYTES = 64L << 20;
    private static final int BUFFER_BYTES = 256 << 10;
    private static final String UNKNOWN_SENDER = "UNKNOWN_SNAPSHOT_SENDER";

    private final PeerRoutes routes;
    private final ZapLog log;
    private final Semaphore places = new Semaphore(MOST_AT_ONCE);

    SnapshotReceiver(PeerRoutes routes, ZapLog log) {
        this.routes = routes;
        this.log = log;
    }

    /** Reads the body on another thread and answers from there; closes the body in any case. Event loop. */
    void receive(PeerExchange exchange, RequestBody body) {
        if (!places.tryAcquire()) {
            body.close();
            routes.transport().metrics().snapshotsReceived().failed(UNKNOWN_SENDER);
            exchange.error(503, "too many snapshots are being received");
            return;
        }
        Thread.ofPlatform().name("snapshot-receive").daemon().start(() -> {
            try (body) {
                new Receipt(exchange, body).run();
            } catch (RejectedExecutionException stopping) {
                // The event loops have ended: there is nobody left to answer to.
                log.debug("receiving a snapshot ended with the member");
            } finally {
                places.release();
            }
        });
    }

    /** The request is none that is read at all. */
    void refused() {
        routes.transport().metrics().snapshotsReceived().failed(UNKNOWN_SENDER);
    }

    /** One request. Owned by its thread. */
    private final class Receipt {
        private final PeerExchange exchange;
        private final RequestBody body;
        private final SnapshotMetrics metrics = routes.transport().metrics().snapshotsReceived();
        private final long beganNanos = System.nanoTime();
        private String from = UNKNOWN_SENDER;
        private long index;

        Receipt(PeerExchange exchange, RequestBody body) {
            this.exchange = exchange;
            this.body = body;
        }

        void run() {
            try {
                Message message = readMessage();
                if (!(message instanceof Message.InstallSnapshot install)) {
                    log.warn("unexpected Raft message type", fields());
                    fail(400, "wrong raft message type");
                } else if (routes.membership().get().isRemoved(message.from())) {
                    fail(403, "cannot process message from removed member");
                } else if (message.to() != routes.self().memberId()) {
                    // Not forbidden: the sender would take itself for removed.
                    fail(500, "failed to process raft message (cannot process message to mismatch member)");
                } else {
                    receive(install);
                }
            } catch (IOException | MalformedMessageException e) {
                log.warn("failed to decode Raft message", fieldsAnd("error", PeerHttpClient.reason(e)));
                fail(400, "failed to decode raft message (" + PeerHttpClient.reason(e) + ")");
            }
        }

        private Message readMessage() throws IOException {
            DataInputStream in = new DataInputStream(body);
            long length = in.readLong();
            if (length < 0 || length > MAX_MESSAGE_BYTES) {
                throw new IOException("error: message size exceeds limit");
            }
            byte[] bytes = in.readNBytes((int) length);
            if (bytes.length < length) {
                throw new IOException("unexpected EOF");
            }
            Message message = MessageCodec.decode(Unpooled.wrappedBuffer(bytes), bytes.length);
            from = Long.toHexString(message.from());
            routes.transport().metrics().received(from, length);
            return message;
        }

        private void receive(Message.InstallSnapshot install) {
            index = install.snapshot().index();
            log.info("receiving database snapshot", fields());
            metrics.began(from);
            try {
                long bytes = save();
                routes.transport().metrics().received(from, bytes);
                log.info(
                        "received and saved database snapshot",
                        fieldsAnd("incoming-snapshot-size", ByteSizes.human(bytes)));
                routes.events().step(install);
                exchange.noContent();
                metrics.succeeded(from, Duration.ofNanos(System.nanoTime() - beganNanos));
            } catch (IOException e) {
                log.warn("failed to save incoming database snapshot", fieldsAnd("error", PeerHttpClient.reason(e)));
                fail(500, "failed to save KV snapshot (" + PeerHttpClient.reason(e) + ")");
            } finally {
                metrics.ended(from);
            }
        }

        private long save() throws IOException {
            ReceivedDatabaseMetrics databases = routes.transport().metrics().receivedDatabases();
            long savingNanos = System.nanoTime();
            try (SnapshotFiles.Draft draft = routes.store().snapshots().begin()) {
                copy(body, draft);
                // Raft must not hear of what could not be used: there would be no way back.
                SnapshotImport.requireState(draft.file(), index);
                draft.finish(index, databases::synced);
                databases.saved(System.nanoTime() - savingNanos);
                return draft.bytes();
            }
        }

        private static void copy(InputStream in, SnapshotFiles.Draft draft) throws IOException {
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int read = in.read(buffer, 0, buffer.length); read >= 0; read = in.read(buffer, 0, buffer.length)) {
                draft.write(ByteBuffer.wrap(buffer, 0, read));
            }
        }

        private void fail(int status, String text) {
            metrics.failed(from);
            exchange.closing().error(status, text);
        }

        private Object[] fields() {
            return new Object[] {
                "local-member-id",
                routes.self().memberHex(),
                "remote-snapshot-sender-id",
                from,
                "incoming-snapshot-index",
                index
            };
        }

        private Object[] fieldsAnd(String name, String value) {
            Object[] all = Arrays.copyOf(fields(), fields().length + 2);
            all[all.length - 2] = name;
            all[all.length - 1] = value;
            return all;
        }
    }
}
