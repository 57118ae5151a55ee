package dev.etcetera.server.transport;

import io.netty.channel.EventLoop;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Turns host names into addresses off the event loops: the name of a pod that does not run yet may take seconds to fail,
 * and the streams to the other members must not wait for it.
 */
final class NameResolver implements AutoCloseable {
    private static final int THREADS = 4;

    private final ExecutorService threads;

    NameResolver() {
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(THREADS, THREADS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "peer-names");
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        threads = pool;
    }

    /** Calls back on the given loop with the address or, failing that, with why there is none. */
    void resolve(PeerAddress peer, EventLoop loop, BiConsumer<@Nullable InetSocketAddress, String> done) {
        byte[] literal = NetUtil.createByteArrayFromIpAddressString(peer.host());
        if (literal != null) {
            done.accept(lookUp(peer), "");
            return;
        }
        threads.execute(() -> {
            InetSocketAddress address = lookUp(peer);
            loop.execute(() -> done.accept(address, "no such host: " + peer.host()));
        });
    }

    private static @Nullable InetSocketAddress lookUp(PeerAddress peer) {
        try {
            return new InetSocketAddress(InetAddress.getByName(peer.host()), peer.port());
        } catch (UnknownHostException e) {
            return null;
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
