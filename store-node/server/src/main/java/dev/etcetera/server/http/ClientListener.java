package dev.etcetera.server.http;

import dev.etcetera.server.config.GrpcConfig;
import dev.etcetera.server.config.ServerConfig;
import dev.etcetera.server.log.ZapLog;
import dev.etcetera.server.tls.MemberTls;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServerStreamTracer;
import io.grpc.netty.InternalNettyServerBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.ChannelGroupFuture;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * All listeners for clients: gRPC and HTTP on {@code --listen-client-urls}, HTTP alone on {@code
 * --listen-client-http-urls} and {@code --listen-metrics-urls}. Calls run on the event loops.
 */
public final class ClientListener {
    private static final int MAX_METADATA_BYTES = 64 * 1024;
    private static final int FLOW_CONTROL_WINDOW_BYTES = 1 << 20;
    private static final int BACKLOG = 4096;

    private final Server grpc;
    private final List<Channel> httpListeners;
    private final ChannelGroup httpConnections;
    private final ChannelGroup grpcConnections;

    private ClientListener(
            Server grpc, List<Channel> httpListeners, ChannelGroup httpConnections, ChannelGroup grpcConnections) {
        this.grpc = grpc;
        this.httpListeners = List.copyOf(httpListeners);
        this.httpConnections = httpConnections;
        this.grpcConnections = grpcConnections;
    }

    /** What is served: gRPC services as they are after all interceptors, what traces their calls, and HTTP routes. */
    public record Surface(
            List<ServerServiceDefinition> services,
            List<ServerStreamTracer.Factory> tracers,
            List<HttpRoute> clientRoutes,
            List<HttpRoute> metricsRoutes) {
        public Surface {
            services = List.copyOf(services);
            tracers = List.copyOf(tracers);
            clientRoutes = List.copyOf(clientRoutes);
            metricsRoutes = List.copyOf(metricsRoutes);
        }
    }

    /** Binds every address and serves from then on; whatever cannot be bound closes the rest and fails. */
    public static ClientListener start(
            ServerConfig config, Surface surface, MemberTls tls, EventLoops loops, ZapLog log) throws IOException {
        ChannelGroup connections = new DefaultChannelGroup("http", GlobalEventExecutor.INSTANCE);
        ChannelGroup grpcConnections = new DefaultChannelGroup("grpc", GlobalEventExecutor.INSTANCE);
        boolean httpApart = !config.urls().listenClientHttp().isEmpty();
        BrowserRules rules =
                new BrowserRules(config.security().cors(), config.security().hostWhitelist());
        int maxBody = config.limits().maxReceiveBytes();
        HttpPipeline client = new HttpPipeline(surface.clientRoutes(), rules, maxBody, connections);
        HttpPipeline nothing = new HttpPipeline(List.of(), rules, maxBody, connections);
        HttpPipeline observability = new HttpPipeline(surface.metricsRoutes(), rules, maxBody, connections);
        List<Channel> listeners = new ArrayList<>();
        try {
            for (Entrance entrance : Entrance.of(config.urls().listenClientHttp(), tls.clients(), Entrance.HTTP)) {
                listeners.add(HttpListener.bind(entrance, client, loops));
            }
            config.urls().listenClientHttp().forEach(url -> told(log, "http", url));
            for (Entrance entrance : Entrance.of(config.urls().listenMetrics(), tls.metrics(), Entrance.HTTP)) {
                listeners.add(HttpListener.bind(entrance, observability, loops));
            }
            config.urls().listenMetrics().forEach(url -> log.info("serving metrics", "address", url.toString()));
            Entrances entrances =
                    new Entrances(Entrance.of(config.urls().listenClient(), tls.clients(), Entrance.GRPC_AND_HTTP));
            NettyServerBuilder builder = builder(config, entrances, loops)
                    .addServices(surface.services())
                    .protocolNegotiator(
                            new OnePortNegotiator(httpApart ? nothing : client, grpcConnections, entrances));
            surface.tracers().forEach(builder::addStreamTracerFactory);
            Server grpc = builder.build().start();
            config.urls().listenClient().forEach(url -> told(log, httpApart ? "grpc" : "grpc+http", url));
            return new ClientListener(grpc, listeners, connections, grpcConnections);
        } catch (IOException e) {
            closeAll(listeners);
            throw e;
        }
    }

    private static void told(ZapLog log, String traffic, URI url) {
        log.info(
                url.getScheme().equals("https")
                        ? "serving client traffic securely"
                        : "serving client traffic insecurely; this is strongly discouraged!",
                "traffic",
                traffic,
                "address",
                url.getRawAuthority());
    }

    private static NettyServerBuilder builder(ServerConfig config, Entrances entrances, EventLoops loops) {
        List<Entrance> all = entrances.all();
        NettyServerBuilder builder =
                NettyServerBuilder.forAddress(all.getFirst().address());
        all.stream().skip(1).forEach(entrance -> builder.addListenAddress(entrance.address()));
        GrpcConfig grpc = config.grpc();
        if (grpc.keepAliveInterval().isPositive()) {
            builder.keepAliveTime(grpc.keepAliveInterval().toNanos(), TimeUnit.NANOSECONDS);
        }
        if (grpc.keepAliveTimeout().isPositive()) {
            builder.keepAliveTimeout(grpc.keepAliveTimeout().toNanos(), TimeUnit.NANOSECONDS);
        }
        builder.directExecutor()
                .bossEventLoopGroup(loops.group())
                .workerEventLoopGroup(loops.group())
                .channelType(loops.serverChannel())
                .withOption(ChannelOption.SO_BACKLOG, BACKLOG)
                .withOption(ChannelOption.SO_REUSEADDR, true)
                .withChildOption(ChannelOption.TCP_NODELAY, true)
                .flowControlWindow(FLOW_CONTROL_WINDOW_BYTES)
                .maxInboundMessageSize(config.limits().maxReceiveBytes())
                .maxInboundMetadataSize(MAX_METADATA_BYTES)
                .maxConcurrentCallsPerConnection(
                        Math.clamp(config.limits().maxConcurrentStreams(), 1, Integer.MAX_VALUE))
                .permitKeepAliveTime(grpc.keepAliveMinTime().toNanos(), TimeUnit.NANOSECONDS)
                .permitKeepAliveWithoutCalls(false);
        InternalNettyServerBuilder.setStatsEnabled(builder, false);
        InternalNettyServerBuilder.setTracingEnabled(builder, false);
        return builder;
    }

    /** Ports that gRPC is served on, in the order of {@code --listen-client-urls}. */
    public List<Integer> ports() {
        return grpc.getListenSockets().stream()
                .map(socket -> ((InetSocketAddress) socket).getPort())
                .toList();
    }

    /**
     * Accepts nothing new, lets running calls end for as long as {@code grace}, then cuts them: by closing the connections,
     * which every client takes as a reason to go on with another member. A reset of the streams would end watches for good.
     */
    public void stop(Duration grace) throws InterruptedException {
        grpc.shutdown();
        closeAll(httpListeners);
        ChannelGroupFuture _ = httpConnections.close();
        if (!grpc.awaitTermination(grace.toNanos(), TimeUnit.NANOSECONDS)) {
            grpcConnections.forEach(ClientListener::cut);
            grpcConnections.newCloseFuture().await(1, TimeUnit.SECONDS);
            grpc.shutdownNow();
            grpc.awaitTermination(1, TimeUnit.SECONDS);
        }
    }

    /** Behind the back of the HTTP/2 handler, which would reset each stream first. */
    private static void cut(Channel connection) {
        ChannelHandlerContext first = connection.pipeline().firstContext();
        if (first != null) {
            ChannelFuture _ = first.close();
        }
    }

    private static void closeAll(List<Channel> channels) {
        for (Channel channel : channels) {
            ChannelFuture _ = channel.close();
        }
    }
}
