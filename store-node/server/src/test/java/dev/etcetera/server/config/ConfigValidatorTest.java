package dev.etcetera.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConfigValidatorTest {
    private static CommandOutcome run(String arguments) {
        return new EtcdCommand(Map.of(), new BuildInfo("3.7.3", "0.1.0", "abc")).decide(List.of(arguments.split(" ")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "--heartbeat-interval=0 | --heartbeat-interval must be >0 (set to 0ms)",
                "--election-timeout=0 | --election-timeout must be >0 (set to 0ms)",
                "--election-timeout=400 | --election-timeout[400ms] should be at least as 5 times as --heartbeat-interval[100ms]",
                "--election-timeout=50001 | --election-timeout[50001ms] is too long, and should be set less than 50000ms",
                "--listen-peer-urls=http://foo.com:2380 | expected IP in URL for binding (http://foo.com:2380)",
                "--listen-metrics-urls=http://foo.com:1 | expected IP in URL for binding (http://foo.com:1)",
                "--initial-advertise-peer-urls=http://:1 | --initial-advertise-peer-urls \"http://:1\" must be \"host:port\" (unexpected empty host (http://:1))",
                "--auto-compaction-mode=x | unknown auto-compaction-mode \"x\"",
                "--compact-hash-check-time=0s | --compact-hash-check-time must be >0 (set to 0s)",
                "--log-format=foo | unknown log format: foo, supported values json, console",
                "--log-level=foo | unrecognized level: \"foo\"",
                "--feature-gates=Nope=true | unrecognized feature gate: Nope",
                "--feature-gates=LeaseCheckpointPersist=true | enabling feature gate LeaseCheckpointPersist requires enabling feature gate LeaseCheckpoint",
                "--tls-min-version=TLS1.3 --tls-max-version=TLS1.2 | min version (TLS1.3) is greater than max version (TLS1.2)",
                "--initial-cluster=a | empty URL given for \"a\"",
                "--tls-min-version=TLS1.1 | unexpected TLS version \"TLS1.1\" (must be one of: TLS1.2, TLS1.3)",
                "--tls-min-version=TLS1.3 --cipher-suites=TLS_RSA_WITH_AES_128_CBC_SHA | cipher suites cannot be configured when only TLS1.3 is enabled",
                "--cipher-suites=TLS_X | unexpected TLS cipher suite \"TLS_X\"",
                "--listen-peer-urls=https://127.0.0.1:1 | cannot listen on TLS for 127.0.0.1:1: KeyFile and CertFile are not presented",
                "--listen-client-urls=https://127.0.0.1:1 --advertise-client-urls=https://127.0.0.1:1 | TLS key/cert (--cert-file, --key-file) must be provided for client url https://127.0.0.1:1 with HTTPS scheme",
                "--listen-metrics-urls=https://127.0.0.1:1 | client TLS key/cert (--cert-file, --key-file) must be provided for metrics secure url",
                "--peer-cert-file=c | KeyFile and CertFile must both be present[key: , cert: c]",
                "--listen-metrics-urls=https://127.0.0.1:1 --key-file=k | KeyFile and CertFile must both be present[key: k, cert: ]",
                "--peer-cert-file=c --peer-key-file=k --peer-client-cert-file=d | ClientKeyFile and ClientCertFile must both be present or both absent: key: , cert: d]",
                "--peer-cert-file=c --peer-key-file=k --peer-cert-allowed-cn=a,b --peer-cert-allowed-hostname=h | AllowedCNs and AllowedHostnames are mutually exclusive (cns=[\"a\" \"b\"], hostnames=[\"h\"])",
                "--listen-client-urls=http://127.0.0.1:1 --advertise-client-urls=http://127.0.0.1:1 --listen-client-http-urls=http://127.0.0.1:1 | cannot bind both --listen-client-urls and --listen-client-http-urls on the same url http://127.0.0.1:1",
                "--discovery-srv=x | discovery is not supported in this release: give --initial-cluster",
            })
    void brokenRulesAreNamedInEtcdsWords(String arguments, String error) {
        CommandOutcome.Exit exit = (CommandOutcome.Exit) run(arguments);
        assertThat(exit.status()).isEqualTo(1);
        assertThat(exit.notices().getLast().keysAndValues()).containsExactly("error", error);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "--name a --initial-cluster b=http://localhost:2380 | couldn't find local name \"a\" in the initial cluster configuration",
                "--name a --initial-cluster a=http://localhost:2380,b=http://localhost:2380 | initial cluster a=http://localhost:2380,b=http://localhost:2380 has duplicate url",
                "--name a --initial-cluster a=http://localhost:2381 | --initial-cluster has a=http://localhost:2381 but missing from --initial-advertise-peer-urls=http://localhost:2380 (resolved urls: \"http://localhost:2380\" != \"http://localhost:2381\")",
            })
    void clusterThatDoesNotFitIsRefused(String arguments, String error) {
        ServerConfig config = ((CommandOutcome.Start) run(arguments)).config();
        assertThat(BootstrapCheck.problem(config)).hasValue(error);
    }

    /** What a name resolves to counts, but for that of this host, as with etcd. */
    @Test
    void localhostIsNotItsAddress() {
        ServerConfig config = ((CommandOutcome.Start) run("--name a --initial-cluster a=http://127.0.0.1:2380"
                        + " --initial-advertise-peer-urls http://localhost:2380"))
                .config();
        assertThat(BootstrapCheck.problem(config))
                .hasValue("--initial-cluster has a=http://127.0.0.1:2380 but missing from"
                        + " --initial-advertise-peer-urls=http://localhost:2380"
                        + " (resolved urls: \"http://localhost:2380\" != \"http://127.0.0.1:2380\")");
    }

    @Test
    void ipv6AndWildcardsCanBeBound() {
        assertThat(run("--listen-peer-urls=http://[::1]:2380,http://0.0.0.0:1"))
                .isInstanceOf(CommandOutcome.Start.class);
    }
}
