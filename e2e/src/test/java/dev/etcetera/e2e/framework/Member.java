package dev.etcetera.e2e.framework;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One member process on its own data directory; can be killed, frozen and started again. Owned by one test. */
public final class Member implements AutoCloseable {
    private static final Duration STOP = Duration.ofSeconds(20);
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();

    private final String name;
    private final MemberPorts ports;
    private final Path directory;
    private final List<String> command;
    private final Map<String, String> variables = new HashMap<>();
    private @Nullable Process process;

    /** Not started yet. {@code directory} takes the log; the command names the data directory. */
    public Member(String name, MemberPorts ports, Path directory, List<String> command) {
        this.name = name;
        this.ports = ports;
        this.directory = directory;
        this.command = List.copyOf(command);
    }

    public String name() {
        return name;
    }

    public String endpoint() {
        return ports.clientUrl();
    }

    /** An environment variable of the process, from its next start on. */
    public void set(String variable, String value) {
        variables.put(variable, value);
    }

    public String peerUrl() {
        return ports.peerUrl();
    }

    public Path dataDirectory() {
        return directory.resolve("data");
    }

    public List<String> command() {
        return command;
    }

    public void start() {
        startWith();
    }

    /** Starts it this once with more flags than usual. */
    public void startWith(String... flags) {
        start(List.of(), List.of(flags));
    }

    /** Starts it this once by way of another program, which must become it, as {@code setpriv} does. */
    public void startBy(String... program) {
        start(List.of(program), List.of());
    }

    private void start(List<String> program, List<String> flags) {
        List<String> words = new ArrayList<>(program);
        words.addAll(command);
        words.addAll(flags);
        try {
            ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
            builder.environment().keySet().removeIf(name -> !name.equals("PATH"));
            builder.environment().putAll(variables);
            builder.redirectOutput(ProcessBuilder.Redirect.appendTo(logFile().toFile()));
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until the member serves linearizable reads. */
    public void awaitHealthy(Duration deadline) {
        try {
            Await.until(name + " serves", deadline, () -> {
                if (!isAlive()) {
                    throw new AssertionError(
                            name + " has ended with " + started().exitValue());
                }
                return isHealthy();
            });
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + "\n" + logTail(), e);
        }
    }

    /** Waits until clients can connect; whether the member has a leader or is up to date is another question. */
    public void awaitListening(Duration deadline) {
        Await.until(name + " listens", deadline, () -> {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), ports.client())) {
                return socket.isConnected();
            } catch (IOException notYet) {
                return false;
            }
        });
    }

    public boolean isHealthy() {
        HttpRequest request = HttpRequest.newBuilder(URI.create(endpoint() + "/health"))
                .timeout(Duration.ofSeconds(3))
                .build();
        try {
            HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
            return response.statusCode() == 200 && response.body().contains("\"health\":\"true\"");
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The process id of a member that was started. */
    public long pid() {
        return started().pid();
    }

    public boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** With what a process that has ended did so. */
    public int exitStatus() {
        return started().exitValue();
    }

    /** kill -9, and the process is gone on return. */
    public void kill() {
        started().destroyForcibly();
        awaitEnd();
    }

    /** SIGTERM; returns the exit status. */
    public int stop() {
        started().destroy();
        return awaitEnd();
    }

    /** SIGSTOP: alive, but silent. */
    public void freeze() {
        signal("STOP");
    }

    /** SIGCONT. */
    public void thaw() {
        signal("CONT");
    }

    private void signal(String signal) {
        new Command(List.of("kill", "-" + signal, Long.toString(pid()))).run();
    }

    private int awaitEnd() {
        try {
            if (!started().waitFor(STOP.toMillis(), TimeUnit.MILLISECONDS)) {
                started().destroyForcibly();
                throw new AssertionError(name + " did not end\n" + logTail());
            }
            return started().exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private Process started() {
        if (process == null) {
            throw new IllegalStateException(name + " was not started");
        }
        return process;
    }

    public Path logFile() {
        return directory.resolve(name + ".log");
    }

    public String log() {
        try {
            return Files.exists(logFile()) ? Files.readString(logFile(), StandardCharsets.UTF_8) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The end of the log, for a failure's message. */
    public String logTail() {
        List<String> lines = log().lines().toList();
        return "%s, last lines of %s:%n%s"
                .formatted(
                        name,
                        logFile(),
                        String.join("\n", lines.subList(Math.max(0, lines.size() - 25), lines.size())));
    }

    /** Ends the process whatever its state. */
    @Override
    public void close() {
        if (isAlive()) {
            kill();
        }
    }
}
