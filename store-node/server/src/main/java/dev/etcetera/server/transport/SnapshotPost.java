package dev.etcetera.server.transport;

import dev.etcetera.server.tls.TlsClient;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A long POST on a connection of its own, written by a thread that waits for the network: no event loop has to carry it, and
 * what is under way is never more than a few buffers. {@link #close} may be called by any thread and ends it.
 */
final class SnapshotPost implements Closeable {
    private static final int BUFFER_BYTES = 64 << 10;
    private static final int ANSWER_MILLIS = 300_000;
    private static final int REFUSAL_MILLIS = 1_000;

    private final Socket connection = new Socket();
    private final TlsClient tls;
    /** What is talked through: the connection, or TLS over it. Owned by the thread that writes. */
    private Socket socket = connection;

    private final AtomicLong sentBytes = new AtomicLong();

    SnapshotPost(TlsClient tls) {
        this.tls = tls;
    }

    /** Connects and sends the head. */
    void begin(PeerAddress peer, int connectMillis, String path, PeerIdentity self) throws IOException {
        connection.connect(new InetSocketAddress(peer.host(), peer.port()), connectMillis);
        connection.setTcpNoDelay(true);
        if (peer.secure()) {
            socket = tls.over(connection, peer.host(), peer.port());
        }
        HttpHeaders headers = new DefaultHttpHeaders();
        PeerHeaders.identify(headers, self);
        StringBuilder head = new StringBuilder("POST " + path + " HTTP/1.1\r\nHost: " + peer.authority()
                + "\r\nContent-Type: application/octet-stream\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n");
        headers.forEach(header -> head.append(header.getKey())
                .append(": ")
                .append(header.getValue())
                .append("\r\n"));
        head.append("\r\n");
        socket.getOutputStream().write(head.toString().getBytes(StandardCharsets.US_ASCII));
    }

    /** Where the body goes, in chunks; it is whole only when this is closed. */
    OutputStream body() throws IOException {
        return new BufferedOutputStream(new Chunks(socket.getOutputStream()), BUFFER_BYTES);
    }

    /** Grows while the peer takes what is sent. Any thread. */
    long sentBytes() {
        return sentBytes.get();
    }

    /** The answer to the whole request. */
    HttpReply answer() throws IOException {
        connection.setSoTimeout(ANSWER_MILLIS);
        return HttpReply.read(socket.getInputStream());
    }

    /** Who refuses a request may do so before it has all come, and then hangs up: the answer may be there nevertheless. */
    HttpReply answerAfter(IOException broken) throws IOException {
        try {
            connection.setSoTimeout(REFUSAL_MILLIS);
            return HttpReply.read(socket.getInputStream());
        } catch (IOException noAnswer) {
            throw broken;
        }
    }

    @Override
    public void close() {
        try {
            // Not that of TLS over it, which would wait for who writes.
            connection.close();
        } catch (IOException _) {
            // It is gone either way.
        }
    }

    private final class Chunks extends OutputStream {
        private static final byte[] LINE_END = {'\r', '\n'};

        private final OutputStream out;

        Chunks(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int oneByte) throws IOException {
            write(new byte[] {(byte) oneByte}, 0, 1);
        }

        @Override
        public void write(byte[] data, int offset, int length) throws IOException {
            if (length == 0) {
                return;
            }
            out.write((Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            out.write(data, offset, length);
            out.write(LINE_END);
            sentBytes.addAndGet(length);
        }

        @Override
        public void close() throws IOException {
            if (connection.isClosed()) {
                throw new SocketException("Socket closed");
            }
            out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        }
    }
}
