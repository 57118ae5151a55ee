package dev.etcetera.e2e.framework;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** Where a member listens, on loopback. */
public record MemberPorts(int client, int peer) {
    public String clientUrl() {
        return "http://127.0.0.1:" + client;
    }

    public String peerUrl() {
        return "http://127.0.0.1:" + peer;
    }

    /** Ports that are free now. */
    public static List<MemberPorts> free(int members) {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < 2 * members; i++) {
                sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            List<MemberPorts> ports = new ArrayList<>();
            for (int i = 0; i < members; i++) {
                ports.add(new MemberPorts(
                        sockets.get(2 * i).getLocalPort(),
                        sockets.get(2 * i + 1).getLocalPort()));
            }
            for (ServerSocket socket : sockets) {
                socket.close();
            }
            return List.copyOf(ports);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
