package dev.etcetera.e2e.many;

import dev.etcetera.e2e.framework.Project;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The operator as a process of this machine, with the rights and the memory that it has in its Deployment; it is started again when it ends. */
final class HostOperator implements AutoCloseable {
    /** Half of the limit in manifests/base/operator.yaml: what the image's -XX:MaxRAMPercentage comes to. */
    private static final String HEAP = "-Xmx160m";

    private static final double TICKS_PER_SECOND = 100;

    private final Path directory = Project.newDirectory("operator");
    private final Map<String, String> environment = new TreeMap<>();
    private final AtomicInteger starts = new AtomicInteger();
    private volatile boolean wanted = true;
    private volatile Process process;

    HostOperator(String apiServer, String token, Map<String, String> settings) {
        Path kubeconfig = directory.resolve("kubeconfig");
        try {
            Files.writeString(kubeconfig, """
                    apiVersion: v1
                    kind: Config
                    current-context: c
                    clusters: [{name: k, cluster: {server: "%s"}}]
                    users: [{name: o, user: {token: "%s"}}]
                    contexts: [{name: c, context: {cluster: k, user: o, namespace: etcetera-system}}]
                    """.formatted(apiServer, token));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        environment.put("KUBECONFIG", kubeconfig.toString());
        environment.put("ETCETERA_LEASE_IDENTITY", "host");
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(FlakyApi.freePort()));
        environment.putAll(settings);
        process = start();
        Thread.ofVirtual().start(this::watch);
    }

    /** Ends it as a rollout of its Deployment would, and starts it with other settings. */
    void restart(Map<String, String> settings) {
        environment.putAll(settings);
        process.destroy();
    }

    private Process start() {
        List<String> words = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                HEAP,
                "-XX:+ExitOnOutOfMemoryError",
                "--sun-misc-unsafe-memory-access=allow",
                "--enable-native-access=ALL-UNNAMED",
                "-jar",
                Project.root()
                        .resolve("operator/controller/target/quarkus-app/quarkus-run.jar")
                        .toString()));
        ProcessBuilder builder = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(directory
                        .resolve("operator-" + starts.incrementAndGet() + ".log")
                        .toFile());
        builder.environment().putAll(environment);
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void watch() {
        try {
            while (wanted) {
                if (process.waitFor(100, TimeUnit.MILLISECONDS) && wanted) {
                    process = start();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** How often it was started. */
    int starts() {
        return starts.get();
    }

    /** Processor time so far, in seconds. */
    double cpuSeconds() {
        String stat = read("stat");
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
    }

    /** {@code VmRSS} or {@code VmHWM}, in MiB. */
    long mebibytes(String what) {
        return read("status")
                        .lines()
                        .filter(line -> line.startsWith(what + ":"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                        .findFirst()
                        .orElse(0)
                / 1024;
    }

    private String read(String file) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(process.pid()), file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        wanted = false;
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
