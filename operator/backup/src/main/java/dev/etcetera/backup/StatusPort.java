package dev.etcetera.backup;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** GET /status on a port: one JSON object, of what goes on. Any thread. */
final class StatusPort implements AutoCloseable {
    private static final int OK = 200;
    private static final int WAITING = 4;

    private final @Nullable HttpServer server;

    private StatusPort(@Nullable HttpServer server) {
        this.server = server;
    }

    /** At this port; nowhere when it is 0. */
    static StatusPort open(int port, Supplier<String> json) throws IOException {
        if (port == 0) {
            return new StatusPort(null);
        }
        HttpServer server = HttpServer.create(new InetSocketAddress(port), WAITING);
        server.createContext("/status", exchange -> {
            byte[] body = json.get().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(OK, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        return new StatusPort(server);
    }

    @Override
    public void close() {
        if (server != null) {
            server.stop(0);
        }
    }
}
