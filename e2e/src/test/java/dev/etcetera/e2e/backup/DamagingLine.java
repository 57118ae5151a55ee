package dev.etcetera.e2e.backup;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/** A way to a server on loopback that flips one bit, once: of the byte that is {@code place} bytes into what a client sends. */
final class DamagingLine implements AutoCloseable {
    private final ServerSocket listening;
    private final int port;
    private final long place;
    private final AtomicBoolean damaged = new AtomicBoolean();
    private final List<Socket> ends = new CopyOnWriteArrayList<>();

    /** To the port of a server. */
    DamagingLine(int port, long place) {
        this.port = port;
        this.place = place;
        try {
            listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    String url() {
        return "http://127.0.0.1:" + listening.getLocalPort();
    }

    boolean hasDamaged() {
        return damaged.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listening.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), port);
                ends.addAll(List.of(client, server));
                Thread.ofVirtual().start(() -> pass(client, server, place));
                Thread.ofVirtual().start(() -> pass(server, client, Long.MAX_VALUE));
            }
        } catch (IOException e) {
            // It was closed.
        }
    }

    private void pass(Socket from, Socket to, long flipped) {
        byte[] buffer = new byte[64 << 10];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            long passed = 0;
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (passed <= flipped && flipped < passed + read && damaged.compareAndSet(false, true)) {
                    buffer[(int) (flipped - passed)] ^= 1;
                }
                out.write(buffer, 0, read);
                passed += read;
            }
        } catch (IOException e) {
            // One side went away.
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (Socket end : ends) {
            end.close();
        }
    }
}
