package dev.etcetera.server.config;

import java.time.Duration;

/** Keep-alive of client connections and the sockets below. A zero interval or timeout switches server pings off. */
public record GrpcConfig(
        Duration keepAliveMinTime,
        Duration keepAliveInterval,
        Duration keepAliveTimeout,
        boolean socketReusePort,
        boolean socketReuseAddress,
        boolean enableGateway,
        Duration raftReadTimeout,
        Duration raftWriteTimeout) {}
