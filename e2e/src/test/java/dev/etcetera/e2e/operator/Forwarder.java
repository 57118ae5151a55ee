package dev.etcetera.e2e.operator;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Ports of this machine behind which Pods and Services are, as {@code kubectl port-forward} makes them: the members'
 * certificates are for localhost and not for addresses that nobody knows before.
 */
final class Forwarder {
    private static final Map<String, Integer> PORTS = new ConcurrentHashMap<>();

    private Forwarder() {}

    /** A port that leads to this address for as long as the tests run. */
    static int to(String address, int port) {
        return PORTS.computeIfAbsent(address + ":" + port, _ -> listen(address, port));
    }

    private static int listen(String address, int port) {
        try {
            ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            Thread.ofVirtual().start(() -> accept(server, address, port));
            return server.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void accept(ServerSocket server, String address, int port) {
        while (!server.isClosed()) {
            try {
                Socket near = server.accept();
                Thread.ofVirtual().start(() -> join(near, address, port));
            } catch (IOException _) {
                return;
            }
        }
    }

    private static void join(Socket near, String address, int port) {
        try (near;
                Socket far = new Socket(address, port)) {
            Thread back = Thread.ofVirtual().start(() -> copy(far, near));
            copy(near, far);
            back.join();
        } catch (IOException _) {
            // Whoever is connected sees that nobody is there.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static void copy(Socket from, Socket to) {
        try (InputStream in = from.getInputStream()) {
            in.transferTo(to.getOutputStream());
        } catch (IOException _) {
            // The end of the one is the end of the other.
        }
        close(from);
        close(to);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException _) {
            // It is closed already.
        }
    }
}
