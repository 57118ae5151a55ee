package dev.etcetera.e2e.framework;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A real server of S3, whose buckets are directories and whose objects are files; what it knows of them lies in extended attributes. Owned by one test. */
public final class S3Gateway implements AutoCloseable {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String ACCESS_KEY = "backups";
    private static final String RETENTION = "object-retention";

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
            Files.createDirectories(directory.resolve("versions"));
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
                "--versioning-dir",
                directory.resolve("versions").toString(),
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

    /** Gives a bucket S3 Object Lock, and the versions that it takes, as if it had been created so. */
    public void makeLockable(String bucket) {
        attribute(file(bucket, ""), "versioning", new byte[] {1});
        attribute(
                file(bucket, ""),
                "bucket-lock",
                "{\"Enabled\":true,\"CreatedAt\":\"2026-01-01T00:00:00Z\"}".getBytes(StandardCharsets.UTF_8));
    }

    /** Lifts the locks of all objects of a bucket, as somebody may who bypasses governance. */
    public void liftLocks(String bucket) {
        try (Stream<Path> files = Files.walk(file(bucket, ""))) {
            for (Path object : files.filter(Files::isRegularFile).toList()) {
                UserDefinedFileAttributeView attributes = attributes(object);
                if (attributes.list().contains(RETENTION)) {
                    attributes.delete(RETENTION);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether a client sees this object: in a bucket with versions a deleted one is still a file. */
    public boolean has(String bucket, String key) {
        Path object = file(bucket, key);
        try {
            return Files.exists(object) && !attributes(object).list().contains("delete-marker");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void attribute(Path path, String name, byte[] value) {
        try {
            var _ = attributes(path).write(name, ByteBuffer.wrap(value));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static UserDefinedFileAttributeView attributes(Path path) {
        return Files.getFileAttributeView(path, UserDefinedFileAttributeView.class);
    }

    @Override
    public void close() {
        kill();
    }
}
