package dev.etcetera.backup;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.etcetera.backup.chain.LockedException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the program says, and how it ends, when a store keeps what it is told to delete. */
class LockedProgramTest {
    private static final String END = "2126-11-29T12:00:00Z";

    @TempDir
    private Path folder = Path.of("");

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final HttpServer bucket;

    LockedProgramTest() throws IOException {
        bucket = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }

    @BeforeEach
    void open() throws IOException {
        bucket.createContext("/", this::answer);
        bucket.start();
        Files.writeString(folder.resolve("AWS_ACCESS_KEY_ID"), "somebody");
        Files.writeString(folder.resolve("AWS_SECRET_ACCESS_KEY"), "secret");
    }

    @AfterEach
    void close() {
        bucket.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String query = String.valueOf(exchange.getRequestURI().getQuery());
        String body = "";
        if (query.startsWith("object-lock")) {
            body = "<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled></ObjectLockConfiguration>";
        } else if (query.contains("list-type")) {
            body = """
                    <ListBucketResult>
                    <Contents><Key>one/deltas/000000000000002b</Key></Contents>
                    <Contents><Key>one/deltas/000000000000003c</Key></Contents>
                    </ListBucketResult>
                    """;
        } else if (path.endsWith("/writer")) {
            body = "me";
        }
        if (!exchange.getRequestMethod().equals("GET")) {
            asked.add(exchange.getRequestMethod() + " " + path);
            exchange.getResponseHeaders().add("x-amz-object-lock-mode", "COMPLIANCE");
            exchange.getResponseHeaders().add("x-amz-object-lock-retain-until-date", END);
        }
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Test
    void aDeletionSaysUntilWhenItCannotBe() throws IOException {
        Path words = folder.resolve("words");
        int exit = Main.run(
                "delete",
                "--name=one",
                "--writer=me",
                "--store=s3://backups",
                "--s3-endpoint=http://127.0.0.1:" + bucket.getAddress().getPort(),
                "--s3-path-style",
                "--s3-credentials=" + folder,
                "--termination-log=" + words);
        assertThat(exit).as("a code of its own").isEqualTo(4);
        String said = Files.readString(words);
        assertThat(said)
                .isEqualTo("delete: locked until " + END + " (COMPLIANCE): backup one stays, as the store keeps"
                        + " one/deltas/000000000000003c\n");
        assertThat(LockedException.until(said)).contains(Instant.parse(END));
        assertThat(asked)
                .as("of what was written last, and nothing more")
                .containsExactly("HEAD /backups/one/deltas/000000000000003c");
    }
}
