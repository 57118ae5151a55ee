package dev.etcetera.e2e.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.e2e.framework.Authority;
import dev.etcetera.e2e.framework.Await;
import dev.etcetera.e2e.framework.BackgroundCommand;
import dev.etcetera.e2e.framework.Command;
import dev.etcetera.e2e.framework.Etcdctl;
import dev.etcetera.e2e.framework.Project;
import dev.etcetera.operator.api.v1alpha1.Condition;
import io.etcd.jetcd.Client;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Certificates that others make: cert-manager's own controller, and a user with Secrets. They change under load. */
@Tag("long")
class GivenCertificatesE2E extends ClusterTest {
    private static final Duration DEADLINE = Duration.ofMinutes(2);
    private static final Duration LOOKS = Duration.ofMillis(500);
    private static final long PUTS_PER_CLIENT = 200;
    private static final String ISSUERS = """
            apiVersion: cert-manager.io/v1
            kind: Issuer
            metadata: {name: root}
            spec: {selfSigned: {}}
            ---
            apiVersion: cert-manager.io/v1
            kind: Certificate
            metadata: {name: authority}
            spec: {isCA: true, commonName: the authority, secretName: authority, issuerRef: {name: root}}
            ---
            apiVersion: cert-manager.io/v1
            kind: Issuer
            metadata: {name: own}
            spec: {ca: {secretName: authority}}
            """;

    GivenCertificatesE2E() {
        super("given");
    }

    @Test
    void certManagerMakesAndRenewsThem() {
        Path tools = Project.root().resolve("e2e/tools");
        String program = output(tools.resolve("build.sh").toString(), "--where", "cert-manager")
                .strip();
        String definitions = output(tools.resolve("cert-manager/crds.sh").toString());
        succeeds(Kubernetes.kubectl(definitions, "apply", "--server-side", "-f", "-"));
        try (BackgroundCommand controller = BackgroundCommand.start(List.of(
                program + "/cert-manager-controller",
                "--kubeconfig=" + Kubernetes.kubeconfig(),
                "--leader-elect=false",
                "--metrics-listen-address=127.0.0.1:0"))) {
            Await.until(
                    "the issuers are taken",
                    DEADLINE,
                    () -> Kubernetes.kubectl(ISSUERS, "-n", cluster.namespace(), "apply", "-f", "-")
                                    .exit()
                            == 0);
            cluster.mustApply(cluster.manifest(
                    3,
                    "size: 1Gi",
                    "tls: {mode: CertManager, certManager: {issuerRef: {name: own}},"
                            + " clients: [{secretName: shop, commonName: shop}]}"));
            cluster.awaitSettled();
            cluster.awaitCondition("CertificatesReady", Condition.Status.TRUE, "Found");
            assertThat(controller.isRunning())
                    .as(String.join("\n", controller.lines()))
                    .isTrue();
            assertThat(Served.by(cluster).values())
                    .extracting(Served.Shown::issuer)
                    .containsOnly("CN=the authority");

            changesUnderLoad(
                    "shop",
                    () -> List.of("given-server-tls", "given-peer-tls", "shop").forEach(this::renew));
        } finally {
            succeeds(Kubernetes.kubectl(definitions, "delete", "--wait=false", "-f", "-"));
        }
    }

    /** As cmctl does it. */
    private void renew(String certificate) {
        Kubernetes.must(
                "-n",
                cluster.namespace(),
                "patch",
                "certificate",
                certificate,
                "--subresource=status",
                "--type=merge",
                "-p",
                "{\"status\":{\"conditions\":[{\"type\":\"Issuing\",\"status\":\"True\",\"reason\":\"Manually\",\"message\":\"drill\","
                        + "\"lastTransitionTime\":\"" + Instant.now().truncatedTo(ChronoUnit.SECONDS)
                        + "\"}]}}");
    }

    @Test
    void userBringsThem() {
        Authority clients = new Authority("clients of mine");
        Authority peers = new Authority("peers of mine");
        bring(clients, peers);
        secret("my-peer", peers, List.of("elsewhere.svc"));
        cluster.mustApply(cluster.manifest(
                3,
                "size: 1Gi",
                "tls: {mode: Secrets, secrets: {server: my-server, peer: my-peer, client: my-client}}"));
        Condition wrong = cluster.awaitCondition("CertificatesReady", Condition.Status.FALSE, "SecretInvalid");
        assertThat(wrong.message())
                .isEqualTo("Secret my-peer does not bear the name *.given-peers." + cluster.namespace() + ".svc");
        bring(clients, peers);
        Await.until(
                "the members take the right ones",
                DEADLINE,
                () -> Objects.equals(cluster.status().readyReplicas(), 3));
        cluster.awaitSettled();
        cluster.awaitCondition("CertificatesReady", Condition.Status.TRUE, "Found");
        changesUnderLoad("my-client", () -> bring(clients, peers));
    }

    private void bring(Authority clients, Authority peers) {
        String namespace = cluster.namespace();
        secret(
                "my-server",
                clients,
                List.of(
                        "localhost",
                        "127.0.0.1",
                        "given-client." + namespace + ".svc",
                        "*.given-peers." + namespace + ".svc"));
        secret("my-client", clients, List.of());
        secret("my-peer", peers, List.of("given-peers." + namespace + ".svc", "*.given-peers." + namespace + ".svc"));
    }

    private void secret(String name, Authority authority, List<String> names) {
        Authority.Issued issued = authority.issue(name, Instant.now().plus(Duration.ofHours(1)), names);
        Kubernetes.client()
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(cluster.namespace())
                        .endMetadata()
                        .withType("kubernetes.io/tls")
                        .withStringData(Map.of(
                                "tls.crt", issued.certificate(),
                                "tls.key", issued.key(),
                                "ca.crt", authority.certificate()))
                        .build())
                .serverSideApply();
    }

    /** All ports show other certificates some time after the change; no put fails for good, no member starts again. */
    private void changesUnderLoad(String client, Runnable change) {
        Map<String, String> lives = lives();
        ClientSecret shown = ClientSecret.read(cluster.namespace(), client);
        String service = "https://127.0.0.1:" + Forwarder.to(cluster.serviceAddress(), 2379);
        try (WriteLoad load = new WriteLoad(
                () -> Client.builder()
                        .endpoints(service)
                        .sslContext(
                                ClientSecret.read(cluster.namespace(), client).context())
                        .build(),
                PUTS_PER_CLIENT)) {
            Map<String, Served.Shown> before = Served.by(cluster);
            assertThat(before).hasSize(6);
            load.cut();
            change.run();
            Await.until("all ports show others", DEADLINE, () -> {
                Await.pass(LOOKS);
                Map<String, Served.Shown> now = Served.by(cluster);
                return now.keySet().equals(before.keySet())
                        && now.entrySet().stream()
                                .noneMatch(e -> e.getValue()
                                        .serial()
                                        .equals(Objects.requireNonNull(before.get(e.getKey()))
                                                .serial()));
            });
            WriteLoad.Span span = load.cut();
            load.stop();
            assertThat(load.failures()).isEmpty();
            System.out.printf(
                    "certificates of others changed: %d puts, gap %d ms, retries %d%n",
                    load.acknowledged().size(), span.longestGap().toMillis(), span.retries());
            Etcdctl etcdctl = new Etcdctl(List.of(service), shown.options());
            assertThat(etcdctl.output("get", "load/", "--prefix", "--keys-only").split("\n+"))
                    .contains(load.acknowledged().keySet().toArray(new String[0]));
        }
        assertThat(lives()).as("Pods and restarts").isEqualTo(lives);
    }

    private Map<String, String> lives() {
        Map<String, String> lives = new TreeMap<>();
        cluster.pods()
                .forEach(pod -> lives.put(
                        pod.getMetadata().getName(),
                        pod.getMetadata().getUid() + "/"
                                + pod.getStatus()
                                        .getContainerStatuses()
                                        .getFirst()
                                        .getRestartCount()));
        return lives;
    }

    private static String output(String... words) {
        Command.Result result = new Command(List.of(words), "", Duration.ofMinutes(15)).run();
        succeeds(result);
        return result.out();
    }

    private static void succeeds(Command.Result result) {
        assertThat(result.exit()).as(result.toString()).isZero();
    }
}
