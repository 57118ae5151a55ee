package dev.etcetera.server.config;

import dev.etcetera.server.config.SecurityConfig.TlsConfig;
import dev.etcetera.server.log.LogLevel;
import dev.etcetera.server.log.LogOptions;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Turns flag values into the configuration, filling in what depends on other values. */
final class ConfigReader {
    private static final long DEFAULT_QUOTA_BYTES = 2L << 30;
    private static final Duration LEAST_RAFT_TIMEOUT = Duration.ofSeconds(5);

    private final FlagValues flags;

    ConfigReader(FlagValues flags) {
        this.flags = flags;
    }

    ServerConfig read() throws ConfigException {
        String name = flags.text("name");
        Path dataDir = Path.of(flags.text("data-dir").isEmpty() ? name + ".etcd" : flags.text("data-dir"));
        Path walDir = flags.text("wal-dir").isEmpty() ? dataDir.resolve("member/wal") : Path.of(flags.text("wal-dir"));
        UrlConfig urls = urls();
        return new ServerConfig(
                name,
                dataDir,
                walDir,
                cluster(name, urls),
                urls,
                ticks(),
                storage(),
                limits(),
                grpc(),
                compaction(),
                new AuthConfig(flags.text("auth-token"), flags.count("bcrypt-cost"), flags.number("auth-token-ttl")),
                security(),
                observability(),
                flags.features(),
                log());
    }

    LogOptions log() throws ConfigException {
        if (!flags.text("logger").equals("zap")) {
            throw new ConfigException("unknown logger option " + GoValues.quote(flags.text("logger")));
        }
        String level = flags.text("log-level");
        String format = flags.text("log-format");
        return new LogOptions(
                LogLevel.parse(level)
                        .orElseThrow(() -> new ConfigException("unrecognized level: " + GoValues.quote(level))),
                switch (format) {
                    case "json" -> LogOptions.Format.JSON;
                    case "console" -> LogOptions.Format.CONSOLE;
                    default ->
                        throw new ConfigException("unknown log format: " + format + ", supported values json, console");
                },
                flags.list("log-outputs"));
    }

    private UrlConfig urls() throws ConfigException {
        return new UrlConfig(
                flags.urls("listen-peer-urls"),
                flags.urls("listen-client-urls"),
                flags.urls("listen-client-http-urls"),
                flags.urls("listen-metrics-urls"),
                flags.urls("initial-advertise-peer-urls"),
                flags.urls("advertise-client-urls"));
    }

    private ClusterConfig cluster(String name, UrlConfig urls) throws ConfigException {
        SortedMap<String, List<URI>> members = new TreeMap<>();
        String text = flags.text("initial-cluster");
        if (!flags.isSet("initial-cluster")) {
            members.put(name, urls.advertisePeer());
        } else if (!text.isEmpty()) {
            members.putAll(PeerUrls.cluster(text));
        }
        return new ClusterConfig(
                members,
                flags.text("initial-cluster-token"),
                flags.text("initial-cluster-state").equals("new")
                        ? ClusterConfig.ClusterState.NEW
                        : ClusterConfig.ClusterState.EXISTING,
                flags.on("strict-reconfig-check"),
                flags.count("max-learners"),
                flags.on("force-new-cluster"));
    }

    private TickConfig ticks() {
        return new TickConfig(
                flags.number("heartbeat-interval"),
                flags.number("election-timeout"),
                flags.on("pre-vote"),
                flags.on("initial-election-tick-advance"));
    }

    private StorageConfig storage() {
        long quota = flags.number("quota-backend-bytes");
        long snapshotCount = flags.number("snapshot-count");
        Duration batchInterval = flags.duration("backend-batch-interval");
        int batchLimit = flags.count("backend-batch-limit");
        int compactionBatch = flags.count("compaction-batch-limit");
        return new StorageConfig(
                quota == 0 ? DEFAULT_QUOTA_BYTES : quota,
                snapshotCount == 0 ? 10_000 : snapshotCount,
                flags.number("snapshot-catchup-entries"),
                flags.count("max-wals"),
                flags.count("max-snapshots"),
                batchInterval.isZero() ? Duration.ofMillis(100) : batchInterval,
                batchLimit == 0 ? 10_000 : batchLimit,
                flags.on("unsafe-no-fsync"),
                compactionBatch == 0 ? 1_000 : compactionBatch,
                flags.duration("compaction-sleep-interval"),
                flags.number("bootstrap-defrag-threshold-megabytes") << 20);
    }

    private LimitConfig limits() {
        return new LimitConfig(
                flags.count("max-txn-ops"),
                flags.count("max-request-bytes"),
                flags.number("max-concurrent-streams"),
                flags.duration("warning-apply-duration"),
                flags.duration("warning-unary-request-duration"),
                flags.duration("watch-progress-notify-interval"));
    }

    private GrpcConfig grpc() {
        return new GrpcConfig(
                flags.duration("grpc-keepalive-min-time"),
                flags.duration("grpc-keepalive-interval"),
                flags.duration("grpc-keepalive-timeout"),
                flags.on("socket-reuse-port"),
                flags.on("socket-reuse-address"),
                flags.on("enable-grpc-gateway"),
                atLeast(flags.duration("raft-read-timeout")),
                atLeast(flags.duration("raft-write-timeout")));
    }

    private static Duration atLeast(Duration given) {
        return given.compareTo(LEAST_RAFT_TIMEOUT) < 0 ? LEAST_RAFT_TIMEOUT : given;
    }

    private CompactionConfig compaction() throws ConfigException {
        String mode = flags.text("auto-compaction-mode");
        return CompactionConfig.of(
                switch (mode) {
                    case "periodic" -> CompactionConfig.Mode.PERIODIC;
                    case "revision" -> CompactionConfig.Mode.REVISION;
                    case "" -> throw new ConfigException("undefined auto-compaction-mode");
                    default -> throw new ConfigException("unknown auto-compaction-mode " + GoValues.quote(mode));
                },
                flags.text("auto-compaction-retention"));
    }

    private SecurityConfig security() {
        return new SecurityConfig(
                new TlsConfig(
                        flags.text("cert-file"),
                        flags.text("key-file"),
                        flags.text("trusted-ca-file"),
                        flags.on("client-cert-auth"),
                        flags.text("client-cert-file"),
                        flags.text("client-key-file"),
                        flags.text("client-crl-file"),
                        flags.on("auto-tls"),
                        flags.list("client-cert-allowed-hostname"),
                        List.of(),
                        false),
                new TlsConfig(
                        flags.text("peer-cert-file"),
                        flags.text("peer-key-file"),
                        flags.text("peer-trusted-ca-file"),
                        flags.on("peer-client-cert-auth"),
                        flags.text("peer-client-cert-file"),
                        flags.text("peer-client-key-file"),
                        flags.text("peer-crl-file"),
                        flags.on("peer-auto-tls"),
                        flags.list("peer-cert-allowed-hostname"),
                        flags.list("peer-cert-allowed-cn"),
                        flags.on("peer-skip-client-san-verification")),
                flags.count("self-signed-cert-validity"),
                flags.list("cipher-suites"),
                flags.text("tls-min-version"),
                flags.text("tls-max-version"),
                flags.list("cors"),
                flags.list("host-whitelist"));
    }

    private ObservabilityConfig observability() {
        return new ObservabilityConfig(
                flags.text("metrics").equals("extensive"),
                flags.on("enable-pprof"),
                flags.duration("corrupt-check-time"),
                flags.duration("compact-hash-check-time"),
                flags.duration("downgrade-check-time"));
    }
}
