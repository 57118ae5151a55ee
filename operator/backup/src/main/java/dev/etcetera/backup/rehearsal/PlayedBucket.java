package dev.etcetera.backup.rehearsal;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** As much of S3 as a backup and a restore need, in memory, for one object in parts at a time. May be used from any thread. */
final class PlayedBucket implements AutoCloseable {
    private static final String CHECKSUM = "x-amz-checksum-algorithm";
    private static final byte[] MISSING = bytes("<Error><Code>NoSuchKey</Code></Error>");

    private final Map<String, byte[]> objects = new ConcurrentHashMap<>();
    /** By number. */
    private final Map<String, byte[]> parts = new ConcurrentHashMap<>();

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server;

    private PlayedBucket(HttpServer server) {
        this.server = server;
    }

    static PlayedBucket start(Optional<HttpsConfigurator> tls) throws IOException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        HttpServer server;
        if (tls.isPresent()) {
            HttpsServer secure = HttpsServer.create(address, 0);
            secure.setHttpsConfigurator(tls.get());
            server = secure;
        } else {
            server = HttpServer.create(address, 0);
        }
        PlayedBucket bucket = new PlayedBucket(server);
        server.setExecutor(bucket.threads);
        server.createContext("/", bucket::answer);
        server.start();
        return bucket;
    }

    String url() {
        return (server instanceof HttpsServer ? "https" : "http") + "://127.0.0.1:"
                + server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String key = exchange.getRequestURI().getPath();
            String query =
                    Optional.ofNullable(exchange.getRequestURI().getQuery()).orElse("");
            exchange.getResponseHeaders().add("ETag", "\"" + body.length + "\"");
            switch (exchange.getRequestMethod()) {
                case "PUT" -> {
                    (query.contains("partNumber") ? parts : objects)
                            .put(query.contains("partNumber") ? number(query) : key, body);
                    send(exchange, 200, new byte[0]);
                }
                case "POST" -> {
                    // It compares what it is offered to compare, as stores do that know the sum.
                    Optional.ofNullable(exchange.getRequestHeaders().getFirst(CHECKSUM))
                            .ifPresent(sum -> exchange.getResponseHeaders().add(CHECKSUM, sum));
                    send(exchange, 200, posted(key, query));
                }
                case "DELETE" -> {
                    objects.remove(key);
                    send(exchange, 204, new byte[0]);
                }
                case "HEAD" -> send(exchange, objects.containsKey(key) ? 200 : 404, new byte[0]);
                default -> {
                    byte[] found = query.isEmpty() ? objects.get(key) : bytes(listing(query));
                    send(exchange, found == null ? 404 : 200, found == null ? MISSING : found);
                }
            }
        }
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }

    private byte[] posted(String key, String query) {
        if (query.startsWith("uploads")) {
            return bytes("<InitiateMultipartUploadResult><UploadId>1</UploadId></InitiateMultipartUploadResult>");
        }
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        new TreeMap<>(parts).values().forEach(whole::writeBytes);
        parts.clear();
        objects.put(key, whole.toByteArray());
        return bytes("<CompleteMultipartUploadResult><ETag>1</ETag></CompleteMultipartUploadResult>");
    }

    private String listing(String query) {
        if (query.startsWith("uploads")) {
            return "<ListMultipartUploadsResult/>";
        }
        StringBuilder listing = new StringBuilder("<ListBucketResult>");
        for (String key : objects.keySet()) {
            listing.append("<Contents><Key>").append(key.split("/", 3)[2]).append("</Key></Contents>");
        }
        return listing.append("</ListBucketResult>").toString();
    }

    /** Of a part, in the order of text. */
    private static String number(String query) {
        String digits = query.replaceFirst(".*partNumber=(\\d+).*", "$1");
        return "%5s".formatted(digits);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
