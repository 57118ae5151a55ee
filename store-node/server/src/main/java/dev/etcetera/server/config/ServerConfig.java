package dev.etcetera.server.config;

import dev.etcetera.server.log.LogOptions;
import java.nio.file.Path;
import java.time.Duration;

/** The whole configuration of a member. Values are validated by {@link ConfigValidator} before anyone sees them. */
public record ServerConfig(
        String name,
        Path dataDir,
        Path walDir,
        ClusterConfig cluster,
        UrlConfig urls,
        TickConfig ticks,
        StorageConfig storage,
        LimitConfig limits,
        GrpcConfig grpc,
        CompactionConfig compaction,
        AuthConfig auth,
        SecurityConfig security,
        ObservabilityConfig observability,
        FeatureGates features,
        LogOptions log) {

    /** etcd's directory of a member below the data directory. */
    public Path memberDir() {
        return dataDir.resolve("member");
    }

    /** Where snapshots and the backend lie. */
    public Path snapDir() {
        return memberDir().resolve("snap");
    }

    /** Bound of one proposal from request to answer: 5 s for queues and disk, and two elections. */
    public Duration requestTimeout() {
        return Duration.ofSeconds(5).plusMillis(2L * ticks.electionMillis());
    }

    /** Smallest lease that survives an election, in seconds. */
    public long minLeaseTtlSeconds() {
        long electionMillis = (long) ticks.electionTicks() * ticks.heartbeatMillis();
        return Math.ceilDiv(3 * electionMillis / 2, 1000L);
    }
}
