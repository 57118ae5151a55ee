package dev.etcetera.e2e.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.e2e.framework.Await;
import dev.etcetera.e2e.framework.Command;
import dev.etcetera.e2e.framework.Etcdctl;
import dev.etcetera.e2e.scenario.Scenario;
import dev.etcetera.operator.api.v1alpha1.Condition;
import dev.etcetera.operator.api.v1alpha1.TlsStatus;
import io.etcd.jetcd.Client;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Connections are secured by default, and stay so while certificates and authorities change. */
class TlsE2E extends ClusterTest {
    private static final Duration DEADLINE = Duration.ofMinutes(2);
    private static final Duration LOOKS = Duration.ofMillis(500);
    private static final long PUTS_PER_CLIENT = 200;

    TlsE2E() {
        super("safe");
    }

    @Test
    void clusterIsForThoseOnlyWhoHaveACertificate() {
        cluster.mustApply(cluster.manifest(1, "size: 1Gi"));
        cluster.awaitSettled();
        cluster.awaitCondition("CertificatesReady", Condition.Status.TRUE, "Issued");
        assertThat(cluster.status().clientEndpoint())
                .isEqualTo("https://safe-client." + cluster.namespace() + ".svc:2379");
        TlsStatus tls = Objects.requireNonNull(cluster.status().tls());
        assertThat(tls.clientSecret()).isEqualTo("safe-client-tls");
        assertThat(cluster.etcdctlOnService().output("put", "a", "b")).isEqualTo("OK\n");

        String address = cluster.pods().getFirst().getStatus().getPodIP();
        String secured = cluster.serviceUrl();
        List<String> options = cluster.etcdctl().options();
        refused(new Etcdctl(List.of(secured), List.of(options.getFirst())));
        refused(new Etcdctl(List.of(secured), List.of("--insecure-skip-tls-verify")));
        refused(new Etcdctl(List.of("http://" + address + ":2379")));
        // A client of the cluster is no peer of it.
        Command.Result peer = new Command(List.of(
                        "curl",
                        "-sS",
                        "-m",
                        "5",
                        "-k",
                        "--cert",
                        value(options, "--cert="),
                        "--key",
                        value(options, "--key="),
                        "https://" + address + ":2380/members"))
                .run();
        assertThat(peer.exit()).as(peer.toString()).isNotZero();
        assertThat(Kubernetes.must(
                        "-n", cluster.namespace(), "get", "events,pods,etcdclusters,etcdmembers", "-o", "yaml"))
                .doesNotContain("PRIVATE KEY");
    }

    private static String value(List<String> options, String name) {
        return options.stream()
                .filter(o -> o.startsWith(name))
                .findFirst()
                .orElseThrow()
                .substring(name.length());
    }

    private static void refused(Etcdctl etcdctl) {
        Command.Result result = etcdctl.run("--command-timeout=3s", "get", "a");
        assertThat(result.exit()).as(result.toString()).isNotZero();
        assertThat(result.out()).isEmpty();
    }

    @Test
    @Scenario(21)
    void certificatesAndTheirAuthoritiesChangeUnderLoadWithoutARestart() {
        cluster.mustApply(cluster.manifest(
                3,
                "size: 1Gi",
                "tls: {certificateDuration: 90s, caDuration: 1h, clients: [{secretName: shop, commonName: shop}]}"));
        cluster.awaitSettled();
        Map<String, String> lives = lives();
        String service = cluster.serviceUrl();
        try (WriteLoad load = new WriteLoad(() -> shop(service), PUTS_PER_CLIENT)) {
            Map<String, Served.Shown> first = Served.by(cluster);
            assertThat(first).hasSize(6);
            changed("certificates are renewed", first, (a, b) -> !a.serial().equals(b.serial()), load);
            Map<String, Served.Shown> renewed = Served.by(cluster);
            assertThat(renewed.values()).extracting(Served.Shown::issuer).containsAll(issuers(first));

            Kubernetes.must(
                    "-n", cluster.namespace(), "annotate", "etcdcluster", "safe", "etcetera.dev/rotate-ca=drill");
            changed(
                    "the authorities are changed",
                    renewed,
                    (a, b) -> !a.issuer().equals(b.issuer()),
                    load);
            Await.until(
                    "the old authorities are trusted no more",
                    DEADLINE,
                    () -> Objects.requireNonNull(cluster.status().tls()).rotation() == null);
            assertThat(authorities("shop")).isEqualTo(1);
            WriteLoad.Span last = load.cut();
            System.out.printf(
                    "  until the old ones are trusted no more: gap %d ms%n",
                    last.longestGap().toMillis());
            load.stop();
            assertThat(load.failures()).isEmpty();
            load.assertNothingIsMissing(cluster);
        }
        assertThat(lives()).as("Pods and restarts").isEqualTo(lives);
        cluster.awaitSettled();
    }

    private Client shop(String url) {
        return Client.builder()
                .endpoints(url)
                .sslContext(ClientSecret.read(cluster.namespace(), "shop").context())
                .build();
    }

    private void changed(
            String what,
            Map<String, Served.Shown> before,
            BiPredicate<Served.Shown, Served.Shown> differ,
            WriteLoad load) {
        long begin = System.nanoTime();
        load.cut();
        Await.until(what + " on all ports", DEADLINE, () -> {
            Await.pass(LOOKS);
            Map<String, Served.Shown> now = Served.by(cluster);
            return now.keySet().equals(before.keySet())
                    && now.entrySet().stream()
                            .allMatch(e -> differ.test(Objects.requireNonNull(before.get(e.getKey())), e.getValue()));
        });
        WriteLoad.Span span = load.cut();
        span.report(what);
        System.out.printf(
                "%s on all ports after %.1f s  gap %d ms  slowest put %d ms  retries %d  term %d%n",
                what,
                (System.nanoTime() - begin) / 1e9,
                span.longestGap().toMillis(),
                span.longestPut().toMillis(),
                span.retries(),
                span.term());
    }

    private static Set<String> issuers(Map<String, Served.Shown> shown) {
        return shown.values().stream().map(Served.Shown::issuer).collect(Collectors.toSet());
    }

    private long authorities(String secret) {
        String pem = ClientSecret.read(cluster.namespace(), secret).authorities();
        return pem.lines().filter(l -> l.contains("BEGIN CERTIFICATE")).count();
    }

    private Map<String, String> lives() {
        Map<String, String> lives = new TreeMap<>();
        for (Pod pod : cluster.pods()) {
            lives.put(
                    pod.getMetadata().getName(),
                    pod.getMetadata().getUid() + "/"
                            + pod.getStatus().getContainerStatuses().getFirst().getRestartCount());
        }
        return lives;
    }

    @Test
    void clientThatIsNamedNoMoreHasNoKeyAnyMore() {
        String named = "tls: {clients: [{secretName: shop, commonName: shop}]}";
        cluster.mustApply(cluster.manifest(1, "size: 1Gi", named));
        cluster.awaitSettled();
        assertThat(key("shop")).isNotEmpty();
        cluster.mustApply(cluster.manifest(1, "size: 1Gi"));
        Await.until("the Secret holds no key", DEADLINE, () -> key("shop").isEmpty());
        cluster.mustApply(cluster.manifest(1, "size: 1Gi", named));
        Await.until("it holds one again", DEADLINE, () -> !key("shop").isEmpty());
    }

    private String key(String secret) {
        return Kubernetes.must("-n", cluster.namespace(), "get", "secret", secret, "-o", "jsonpath={.data.tls\\.key}");
    }

    @Test
    void whatIsMissingIsNamed() {
        cluster.mustApply(cluster.manifest(
                1, "size: 1Gi", "tls: {mode: Secrets, secrets: {server: mine, peer: mine, client: mine}}"));
        Condition missing = cluster.awaitCondition("CertificatesReady", Condition.Status.FALSE, "SecretMissing");
        assertThat(missing.message()).startsWith("Secret mine (tls.crt) is missing: make it");
        TestCluster other = new TestCluster(cluster.namespace(), "managed");
        other.mustApply(
                other.manifest(1, "size: 1Gi", "tls: {mode: CertManager, certManager: {issuerRef: {name: own}}}"));
        Condition absent = other.awaitCondition("CertificatesReady", Condition.Status.FALSE, "CertManagerNotInstalled");
        assertThat(absent.message()).contains("install cert-manager");
    }
}
