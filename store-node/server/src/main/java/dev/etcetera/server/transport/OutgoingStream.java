package dev.etcetera.server.transport;

import dev.etcetera.raft.protocol.Message;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The body of one answered stream request: messages go in from any thread, HTTP chunks go out on the connection's event
 * loop, one chunk and one flush for all that is queued. While the peer does not take what it gets, messages stay in the
 * bounded queue; when that is full they are refused.
 */
final class OutgoingStream extends ChannelInboundHandlerAdapter {
    static final int QUEUE_LIMIT = 4096;

    private static final int CHUNK_BYTES = 1 << 20;
    private static final int CHUNK_HEAD_BYTES = 10;
    private static final byte[] HEX = "0123456789abcdef".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    private final Channel channel;
    private final StreamWriter writer;
    private final StreamEncoder encoder;
    private final ConcurrentLinkedQueue<Message> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger queued = new AtomicInteger();
    private final AtomicBoolean scheduled = new AtomicBoolean();

    private @Nullable Future<?> heartbeat;
    private long takingSinceNanos = System.nanoTime();
    private int expectedBytes = 512;

    OutgoingStream(Channel channel, StreamWriter writer, StreamEncoder encoder) {
        this.channel = channel;
        this.writer = writer;
        this.encoder = encoder;
    }

    Channel channel() {
        return channel;
    }

    /** Queues a message; false when the queue is full. {@link #flush} sends it. Any thread. */
    boolean offer(Message message) {
        if (queued.incrementAndGet() > QUEUE_LIMIT) {
            queued.decrementAndGet();
            return false;
        }
        queue.add(message);
        return true;
    }

    /** Sends what is queued, soon. Any thread. */
    void flush() {
        if (scheduled.compareAndSet(false, true)) {
            channel.eventLoop().execute(this::drain);
        }
    }

    boolean hasUnsent() {
        return queued.get() > 0;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        long period = writer.timeouts().read().toMillis() / 3;
        heartbeat = ctx.executor().scheduleAtFixedRate(this::beat, period, period, TimeUnit.MILLISECONDS);
        flush();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (heartbeat != null) {
            heartbeat.cancel(false);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ReferenceCountUtil.release(message);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        takingSinceNanos = System.nanoTime();
        if (channel.isWritable()) {
            drain();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (heartbeat != null) {
            heartbeat.cancel(false);
        }
        writer.lost(this, "connection closed by the peer");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        writer.lost(this, PeerHttpClient.reason(cause));
        Connections.close(ctx);
    }

    private void drain() {
        scheduled.set(false);
        if (!channel.isActive() || !channel.isWritable() || queue.isEmpty()) {
            return;
        }
        ByteBuf out = openChunk();
        int sent = 0;
        while (out.readableBytes() < CHUNK_BYTES) {
            Message next = queue.poll();
            if (next == null) {
                break;
            }
            encoder.encode(next, out);
            sent++;
        }
        queued.addAndGet(-sent);
        write(out);
        if (!queue.isEmpty()) {
            flush();
        }
    }

    private void beat() {
        if (channel.isWritable()) {
            ByteBuf out = openChunk();
            encoder.heartbeat(out);
            write(out);
        } else if (System.nanoTime() - takingSinceNanos
                > writer.timeouts().write().toNanos()) {
            writer.lost(this, "i/o timeout");
            Connections.close(channel);
        }
    }

    private ByteBuf openChunk() {
        ByteBuf out = channel.alloc().ioBuffer(expectedBytes);
        return out.writeZero(CHUNK_HEAD_BYTES);
    }

    /** Puts the chunk's length before it, as eight hexadecimal digits, and sends it. */
    private void write(ByteBuf out) {
        int size = out.readableBytes() - CHUNK_HEAD_BYTES;
        int head = out.readerIndex();
        for (int digit = 0; digit < 8; digit++) {
            out.setByte(head + digit, HEX[(size >>> (28 - 4 * digit)) & 0xF]);
        }
        out.setShort(head + 8, '\r' << 8 | '\n');
        ByteBufUtil.writeShortBE(out, '\r' << 8 | '\n');
        expectedBytes = Math.max(512, Math.min(CHUNK_BYTES, (expectedBytes * 7 + out.readableBytes() * 2) / 8));
        writer.sentBytes(size);
        var _ = channel.writeAndFlush(out, channel.voidPromise());
    }
}
