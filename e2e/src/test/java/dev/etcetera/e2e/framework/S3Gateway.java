package dev.etcetera.e2e.framework;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A real server of S3, whose buckets are directories and whose objects are files. Owned by one test. */
public final class S3Gateway implements AutoCloseable {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String ACCESS_KEY = "backups";

    private final Path directory = Project.newDirectory("s3");
    private final String host;
    private final int port = MemberPorts.free(1).getFirst().client();
    private String secretKey = "not-a-secret";
    private @Nullable Process process;

    /** Starts it on loopback with one bucket. */
    public S3Gateway(String bucket) {
        this(bucket, "127.0.0.1");
    }

    /** Starts it at this address of the machine. */
    public S3Gateway(String bucket, String host) {
        this.host = host;
        try {
            Files.createDirectories(directory.resolve("data").resolve(bucket));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start();
    }

    public void start() {
        ProcessBuilder builder = new ProcessBuilder(List.of(
                Project.tool("versitygw", "versitygw").toString(),
                "--port",
                host + ":" + port,
                "posix",
                directory.resolve("data").toString()));
        builder.environment().put("ROOT_ACCESS_KEY", ACCESS_KEY);
        builder.environment().put("ROOT_SECRET_KEY", secretKey);
        builder.redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(
                directory.resolve("gateway.log").toFile()));
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Await.until("the S3 server listens", SOON, this::listens);
    }

    private boolean listens() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), 1000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** The process id; 0 when it does not run. */
    public long pid() {
        Process running = process;
        return running == null ? 0 : running.pid();
    }

    /** As with kill -9. */
    public void kill() {
        Process running = process;
        if (running != null) {
            running.destroyForcibly().onExit().join();
        }
    }

    /** Only who knows this key is let in, once it is started again. */
    public void changeKey(String key) {
        secretKey = key;
    }

    public String url() {
        return "http://" + host + ":" + port;
    }

    /** What a program's environment needs. */
    public Map<String, String> credentials() {
        return Map.of("AWS_ACCESS_KEY_ID", ACCESS_KEY, "AWS_SECRET_ACCESS_KEY", secretKey);
    }

    /** The file of an object. */
    public Path file(String bucket, String key) {
        return directory.resolve("data").resolve(bucket).resolve(key);
    }

    @Override
    public void close() {
        kill();
    }
}
