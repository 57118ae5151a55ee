package dev.etcetera.server.config;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** etcd's rules on a configuration, in etcd's order and words. Pure: asks neither clock, disk nor network. */
public final class ConfigValidator {
    private static final long MAX_ELECTION_MILLIS = 50_000;
    private static final Pattern IPV4 = Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)(?:\\.(?!$)|$)){4}");
    private static final List<Function<ServerConfig, Optional<String>>> RULES = List.of(
            config -> bindable(config.urls().listenPeer()),
            config -> bindable(config.urls().listenClient()),
            config -> bindable(config.urls().listenClientHttp()),
            config -> bindable(config.urls().listenMetrics()),
            ConfigValidator::advertised,
            ConfigValidator::ticks,
            ConfigValidator::advertiseClient,
            ConfigValidator::numbers,
            TlsRules::problem);

    private ConfigValidator() {}

    /** The first rule that is broken, as one line; empty when the configuration can be used. */
    public static Optional<String> problem(ServerConfig config) {
        return RULES.stream().flatMap(rule -> rule.apply(config).stream()).findFirst();
    }

    private static Optional<String> bindable(List<URI> urls) {
        for (URI url : urls) {
            String host = host(url);
            if (!host.equals("localhost") && !isIp(host)) {
                return Optional.of("expected IP in URL for binding (" + url + ")");
            }
        }
        return Optional.empty();
    }

    private static boolean isIp(String host) {
        return IPV4.matcher(host).matches() || host.indexOf(':') >= 0;
    }

    /** The host without the brackets of IPv6; empty where the URL has none. */
    private static String host(URI url) {
        String authority = url.getRawAuthority();
        return authority
                .substring(0, authority.lastIndexOf(':'))
                .replace("[", "")
                .replace("]", "");
    }

    private static Optional<String> advertised(ServerConfig config) {
        Optional<URI> peer = withoutHost(config.urls().advertisePeer());
        if (peer.isPresent()) {
            return Optional.of("--initial-advertise-peer-urls %s must be \"host:port\" (unexpected empty host (%s))"
                    .formatted(quoted(config.urls().advertisePeer()), peer.get()));
        }
        return withoutHost(config.urls().advertiseClient())
                .map(url -> ("--advertise-client-urls %s must be in the "
                                + "format \"host:port\", \"unix:/path/to/socket\" or \"unixs:/path/to/socket\" "
                                + "(unexpected empty host (%s))")
                        .formatted(quoted(config.urls().advertiseClient()), url));
    }

    private static Optional<URI> withoutHost(List<URI> urls) {
        return urls.stream().filter(url -> host(url).isEmpty()).findFirst();
    }

    private static String quoted(List<URI> urls) {
        return GoValues.quote(urls.stream().map(URI::toString).collect(Collectors.joining(",")));
    }

    private static Optional<String> ticks(ServerConfig config) {
        long heartbeat = config.ticks().heartbeatMillis();
        long election = config.ticks().electionMillis();
        if (heartbeat == 0) {
            return Optional.of("--heartbeat-interval must be >0 (set to 0ms)");
        }
        if (election == 0) {
            return Optional.of("--election-timeout must be >0 (set to 0ms)");
        }
        if (election / 5 < heartbeat) {
            return Optional.of("--election-timeout[%dms] should be at least as 5 times as --heartbeat-interval[%dms]"
                    .formatted(election, heartbeat));
        }
        if (election > MAX_ELECTION_MILLIS) {
            return Optional.of("--election-timeout[%dms] is too long, and should be set less than %dms"
                    .formatted(election, MAX_ELECTION_MILLIS));
        }
        return Optional.empty();
    }

    private static Optional<String> advertiseClient(ServerConfig config) {
        return config.urls().advertiseClient().isEmpty()
                ? Optional.of("--advertise-client-urls is required when --listen-client-urls is set explicitly")
                : Optional.empty();
    }

    private static Optional<String> numbers(ServerConfig config) {
        FeatureGates gates = config.features();
        if (gates.isEnabled("LeaseCheckpointPersist") && !gates.isEnabled("LeaseCheckpoint")) {
            return Optional.of(
                    "enabling feature gate LeaseCheckpointPersist requires enabling feature gate LeaseCheckpoint");
        }
        if (!config.observability().compactHashCheckTime().isPositive()) {
            return Optional.of("--compact-hash-check-time must be >0 (set to %s)"
                    .formatted(dev.etcetera.server.log.GoDurations.format(
                            config.observability().compactHashCheckTime())));
        }
        if (config.auth().bcryptCost() < 4 || config.auth().bcryptCost() > 31) {
            return Optional.of("--bcrypt-cost must be between 4 and 31 (set to %d)"
                    .formatted(config.auth().bcryptCost()));
        }
        if (config.limits().maxRequestBytes() > Integer.MAX_VALUE - (1 << 20)) {
            return Optional.of("--max-request-bytes must be less than 2 GiB");
        }
        return config.storage().batchLimit() < 0 || config.storage().compactionBatchLimit() < 0
                ? Optional.of("--backend-batch-limit and --compaction-batch-limit must not be negative")
                : Optional.empty();
    }
}
