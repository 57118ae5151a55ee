package dev.etcetera.failpoint;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/**
 * HTTP/1.1 with one request per connection and bodies of known length: enough to arm a failpoint, and independent of
 * everything a failpoint may hold up. One thread accepts, a virtual thread serves each connection.
 */
final class SmallHttpServer implements Closeable {
    private static final int BACKLOG = 50;
    private static final int LARGEST_HEAD_BYTES = 16 * 1024;
    private static final int LARGEST_BODY_BYTES = 1 << 20;
    private static final int PATIENCE_MILLIS = 10_000;
    private static final Map<Integer, String> REASONS = Map.of(
            200, "OK",
            204, "No Content",
            400, "Bad Request",
            404, "Not Found",
            405, "Method Not Allowed",
            500, "Internal Server Error");

    private final ServerSocket socket;
    private final Handler handler;

    record Request(String method, String path, String body) {}

    record Answer(int status, String body) {}

    /** Answers a request by calling {@code send} once. */
    @FunctionalInterface
    interface Handler {
        void handle(Request request, Reply reply) throws IOException;
    }

    @FunctionalInterface
    interface Reply {
        void send(Answer answer) throws IOException;
    }

    private SmallHttpServer(ServerSocket socket, Handler handler) {
        this.socket = socket;
        this.handler = handler;
    }

    static SmallHttpServer start(String host, int port, Handler handler) throws IOException {
        ServerSocket socket = new ServerSocket();
        socket.setReuseAddress(true);
        socket.bind(
                host.isEmpty() ? new InetSocketAddress(port) : new InetSocketAddress(InetAddress.getByName(host), port),
                BACKLOG);
        SmallHttpServer server = new SmallHttpServer(socket, handler);
        Thread.ofPlatform().daemon().name("failpoints").start(server::accept);
        return server;
    }

    int port() {
        return socket.getLocalPort();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket connection = socket.accept();
                Thread.ofVirtual().start(() -> serve(connection));
            } catch (IOException closedOrLost) {
                // Closed: the loop ends. Lost before it was accepted: the next one.
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            connection.setSoTimeout(PATIENCE_MILLIS);
            Request request = read(new BufferedInputStream(connection.getInputStream()));
            handler.handle(request, answer -> write(connection.getOutputStream(), answer));
        } catch (IOException lost) {
            // Whoever asked has gone, or never meant HTTP.
        }
    }

    private static Request read(InputStream in) throws IOException {
        String[] head = head(in).split("\r?\n", -1);
        String[] words = head[0].split(" ", -1);
        if (words.length != 3 || !words[1].startsWith("/")) {
            throw new IOException("no HTTP request");
        }
        int length = 0;
        for (String line : head) {
            String lower = line.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = length(lower.substring("content-length:".length()).strip());
            }
        }
        return new Request(words[0], words[1], new String(in.readNBytes(length), StandardCharsets.UTF_8));
    }

    private static int length(String digits) throws IOException {
        if (!digits.matches("\\d{1,7}") || Integer.parseInt(digits) > LARGEST_BODY_BYTES) {
            throw new IOException("too large");
        }
        return Integer.parseInt(digits);
    }

    /** Everything before the empty line. */
    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.length() < LARGEST_HEAD_BYTES) {
            int next = in.read();
            if (next < 0) {
                break;
            }
            head.append((char) next);
            if (next == '\n'
                    && (head.toString().endsWith("\r\n\r\n") || head.toString().endsWith("\n\n"))) {
                return head.toString();
            }
        }
        throw new IOException("no HTTP request");
    }

    private static void write(OutputStream out, Answer answer) throws IOException {
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        String head = "HTTP/1.1 " + answer.status() + " " + REASONS.getOrDefault(answer.status(), "Unknown") + "\r\n"
                + (answer.status() == 405 ? "Allow: DELETE, GET, PUT\r\n" : "")
                + "Content-Type: text/plain; charset=utf-8\r\n"
                + (answer.status() == 204 ? "" : "Content-Length: " + body.length + "\r\n")
                + "Connection: close\r\n\r\n";
        out.write(head.getBytes(StandardCharsets.US_ASCII));
        out.write(body);
        out.flush();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
