package dev.etcetera.server.config;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Gives the default advertise URLs the machine's own address where the member listens on all addresses: what says
 * {@code localhost} would be of no use to others.
 */
final class DefaultHost {
    private static final URI PEER = URI.create("http://localhost:2380");
    private static final URI CLIENT = URI.create("http://localhost:2379");

    private DefaultHost() {}

    static ServerConfig adapt(ServerConfig config) {
        UrlConfig urls = config.urls();
        boolean peer = onAllAddresses(urls.listenPeer()) && urls.advertisePeer().equals(List.of(PEER));
        boolean client =
                onAllAddresses(urls.listenClient()) && urls.advertiseClient().equals(List.of(CLIENT));
        Optional<String> host = peer || client ? address() : Optional.empty();
        if (host.isEmpty()) {
            return config;
        }
        UrlConfig adapted = new UrlConfig(
                urls.listenPeer(),
                urls.listenClient(),
                urls.listenClientHttp(),
                urls.listenMetrics(),
                peer ? at(host.get(), urls.listenPeer()) : urls.advertisePeer(),
                client ? at(host.get(), urls.listenClient()) : urls.advertiseClient());
        return with(config, adapted);
    }

    private static boolean onAllAddresses(List<URI> listen) {
        return !listen.isEmpty() && "0.0.0.0".equals(listen.getFirst().getHost());
    }

    private static List<URI> at(String host, List<URI> listen) {
        return List.of(URI.create("http://" + host + ":" + listen.getFirst().getPort()));
    }

    private static ServerConfig with(ServerConfig config, UrlConfig urls) {
        ClusterConfig cluster = config.cluster();
        SortedMap<String, List<URI>> members = new TreeMap<>(cluster.initialCluster());
        members.computeIfPresent(
                config.name(),
                (_, own) -> members.size() == 1 && own.equals(List.of(PEER)) ? urls.advertisePeer() : own);
        return new ServerConfig(
                config.name(),
                config.dataDir(),
                config.walDir(),
                new ClusterConfig(
                        members,
                        cluster.token(),
                        cluster.state(),
                        cluster.strictReconfigCheck(),
                        cluster.maxLearners(),
                        cluster.forceNewCluster()),
                urls,
                config.ticks(),
                config.storage(),
                config.limits(),
                config.grpc(),
                config.compaction(),
                config.auth(),
                config.security(),
                config.observability(),
                config.features(),
                config.log());
    }

    private static Optional<String> address() {
        try {
            return NetworkInterface.networkInterfaces()
                    .filter(DefaultHost::usable)
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> address instanceof java.net.Inet4Address && !address.isLoopbackAddress())
                    .map(InetAddress::getHostAddress)
                    .findFirst();
        } catch (SocketException _) {
            return Optional.empty();
        }
    }

    private static boolean usable(NetworkInterface link) {
        try {
            return link.isUp() && !link.isLoopback() && !link.isPointToPoint();
        } catch (SocketException _) {
            return false;
        }
    }
}
