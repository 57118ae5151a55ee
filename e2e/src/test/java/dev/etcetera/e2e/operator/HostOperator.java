package dev.etcetera.e2e.operator;

import static dev.etcetera.e2e.operator.Kubernetes.SYSTEM_NAMESPACE;

import dev.etcetera.e2e.framework.Await;
import dev.etcetera.e2e.framework.Project;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The operator as a process of this machine in place of its Deployment, with the ServiceAccount and no more rights than that
 * has: it dies and is back within seconds, it can be told where to die, and everything that it asks for is written down.
 * Owned by one test.
 */
final class HostOperator implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofMinutes(1);
    private static final int KILLED = 137;
    private static final String IDENTITY = "host";

    private final Path folder = Project.newDirectory("operator");
    private final Path kubeconfig = folder.resolve("kubeconfig");
    private final AtomicReference<@Nullable Process> process = new AtomicReference<>();

    /** Takes the Deployment's place; nothing runs yet. */
    HostOperator() {
        Kubernetes.installOperator();
        Kubernetes.must("-n", SYSTEM_NAMESPACE, "scale", "deployment/etcetera-operator", "--replicas=0");
        Await.until(
                "no operator's Pod is left",
                DEADLINE,
                () -> Kubernetes.client()
                        .pods()
                        .inNamespace(SYSTEM_NAMESPACE)
                        .list()
                        .getItems()
                        .isEmpty());
        write(kubeconfig, access());
        warmUp();
    }

    private void warmUp() {
        start();
        awaitLeadership();
        stop();
    }

    void awaitLeadership() {
        Await.until(
                "the operator leads", DEADLINE, () -> OperatorProcess.leader().equals(IDENTITY));
    }

    /** Starts it. */
    void start() {
        start("");
    }

    /** Starts it; it dies right before or after this effect: {@code "after 3"}, {@code "before 1 MEMBER MemberAdd"}. */
    void start(String endAt) {
        Path home = Project.root().resolve("operator/controller/target/quarkus-app");
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx160m",
                        // Written by a life that ends regularly, read by all later ones: they start in half the time.
                        "-XX:+AutoCreateSharedArchive",
                        "-XX:SharedArchiveFile=" + home.resolveSibling("host-operator.jsa"),
                        "-Xlog:cds=off",
                        "-Xlog:cds+dynamic=off",
                        "--sun-misc-unsafe-memory-access=allow",
                        "--enable-native-access=ALL-UNNAMED",
                        "-jar",
                        "quarkus-run.jar")
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
        Map<String, String> environment = builder.environment();
        environment.put("KUBECONFIG", kubeconfig.toString());
        environment.put("ETCETERA_LEASE_IDENTITY", IDENTITY);
        environment.put("ETCETERA_EFFECTS_FILE", trace().toString());
        environment.put("QUARKUS_HTTP_PORT", "0");
        environment.put("QUARKUS_LOG_CATEGORY__DEV_ETCETERA__LEVEL", "DEBUG");
        if (!endAt.isEmpty()) {
            environment.put("ETCETERA_EFFECTS_END_AT", endAt);
        }
        try {
            process.set(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isRunning() {
        Process now = process.get();
        return now != null && now.isAlive();
    }

    /** Whether it died where it was told to; anything else that ends it is a failure. */
    boolean diedAsTold() {
        if (isRunning()) {
            return false;
        }
        int exit = Objects.requireNonNull(process.get()).exitValue();
        if (exit != KILLED) {
            throw new AssertionError("the operator ended with " + exit + ": see " + log());
        }
        return true;
    }

    /** Asks it to end, as a kubelet does. */
    void stop() {
        Objects.requireNonNull(process.get()).destroy();
        Await.until("the operator has ended", DEADLINE, () -> !isRunning());
    }

    void kill() {
        Process now = process.get();
        if (now != null) {
            now.destroyForcibly();
            Await.until("the operator's process is gone", DEADLINE, () -> !now.isAlive());
        }
    }

    /** All that was asked for so far, by all lives of this operator. */
    List<String> lines() {
        return lines(trace());
    }

    List<String> output() {
        return lines(log());
    }

    private static List<String> lines(Path file) {
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path log() {
        return folder.resolve("operator.log");
    }

    private Path trace() {
        return folder.resolve("requests");
    }

    /** How the ServiceAccount reaches this Kubernetes. */
    private static String access() {
        Config admin = Kubernetes.client().getConfiguration();
        String token = Kubernetes.must("-n", SYSTEM_NAMESPACE, "create", "token", "etcetera-operator", "--duration=8h");
        Map<String, Object> file = Map.of(
                "apiVersion",
                "v1",
                "kind",
                "Config",
                "current-context",
                "it",
                "contexts",
                List.of(Map.of("name", "it", "context", Map.of("cluster", "it", "user", "it"))),
                "clusters",
                List.of(Map.of(
                        "name",
                        "it",
                        "cluster",
                        Map.of("server", admin.getMasterUrl(), "certificate-authority-data", admin.getCaCertData()))),
                "users",
                List.of(Map.of("name", "it", "user", Map.of("token", token.strip()))));
        return Serialization.asYaml(file);
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends it and lets the Deployment take over again. */
    @Override
    public void close() {
        kill();
        OperatorProcess.forgetLeader();
        Kubernetes.installOperator();
        Await.until(
                "one of the Deployment leads",
                DEADLINE,
                () -> !OperatorProcess.leader().isEmpty()
                        && !OperatorProcess.leader().equals(IDENTITY));
    }
}
