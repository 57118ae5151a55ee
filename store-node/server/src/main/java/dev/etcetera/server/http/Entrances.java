package dev.etcetera.server.http;

import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.util.List;

/** The addresses that share one gRPC server. */
record Entrances(List<Entrance> all) {
    Entrances {
        all = List.copyOf(all);
    }

    /** The one by which a connection came: that on whose address its listener is bound. */
    Entrance of(Channel connection) {
        if (all.size() > 1
                && connection.parent() != null
                && connection.parent().localAddress() instanceof InetSocketAddress bound) {
            for (Entrance entrance : all) {
                if (isAt(entrance.address(), bound)) {
                    return entrance;
                }
            }
        }
        return all.getFirst();
    }

    /** A port that was left to the system is another one once bound; all addresses are written in more than one way. */
    private static boolean isAt(InetSocketAddress asked, InetSocketAddress bound) {
        boolean samePort = asked.getPort() == 0 || asked.getPort() == bound.getPort();
        boolean sameHost = asked.getAddress().equals(bound.getAddress())
                || (asked.getAddress().isAnyLocalAddress() && bound.getAddress().isAnyLocalAddress());
        return samePort && sameHost;
    }
}
