package dev.etcetera.backup.store;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.ProtocolException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A connection of Java's that sends what a request brings along in large pieces. Amazon's client hands over 4 KiB at a time,
 * each of which would go to the kernel alone, or be a record of TLS by itself. Has what that client calls, and no more. Owned
 * by one thread.
 */
final class BroadConnection extends HttpURLConnection {
    /** As much as Java writes to a socket at once. */
    private static final int PIECE_BYTES = 128 << 10;

    private final HttpURLConnection narrow;
    private @Nullable OutputStream contents;

    BroadConnection(HttpURLConnection narrow) {
        super(narrow.getURL());
        this.narrow = narrow;
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        OutputStream broad = contents;
        if (broad == null) {
            broad = new BufferedOutputStream(narrow.getOutputStream(), PIECE_BYTES);
            contents = broad;
        }
        return broad;
    }

    /** Nobody says when the contents are complete, except by asking for the answer. */
    private HttpURLConnection asked() throws IOException {
        OutputStream rest = contents;
        if (rest != null) {
            rest.flush();
        }
        return narrow;
    }

    @Override
    public int getResponseCode() throws IOException {
        return asked().getResponseCode();
    }

    @Override
    public String getResponseMessage() throws IOException {
        return asked().getResponseMessage();
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return asked().getInputStream();
    }

    @Override
    public @Nullable InputStream getErrorStream() {
        return narrow.getErrorStream();
    }

    @Override
    public Map<String, List<String>> getHeaderFields() {
        return narrow.getHeaderFields();
    }

    @Override
    public @Nullable String getHeaderField(String name) {
        return narrow.getHeaderField(name);
    }

    @Override
    public void connect() throws IOException {
        narrow.connect();
    }

    @Override
    public void disconnect() {
        narrow.disconnect();
    }

    @Override
    public boolean usingProxy() {
        return narrow.usingProxy();
    }

    @Override
    public void setRequestMethod(String name) throws ProtocolException {
        narrow.setRequestMethod(name);
    }

    @Override
    public String getRequestMethod() {
        return narrow.getRequestMethod();
    }

    @Override
    public void setRequestProperty(String name, String value) {
        narrow.setRequestProperty(name, value);
    }

    @Override
    public void addRequestProperty(String name, String value) {
        narrow.addRequestProperty(name, value);
    }

    @Override
    public void setDoOutput(boolean wanted) {
        narrow.setDoOutput(wanted);
    }

    @Override
    public void setInstanceFollowRedirects(boolean wanted) {
        narrow.setInstanceFollowRedirects(wanted);
    }

    @Override
    public void setFixedLengthStreamingMode(long bytes) {
        narrow.setFixedLengthStreamingMode(bytes);
    }

    @Override
    public void setChunkedStreamingMode(int bytes) {
        narrow.setChunkedStreamingMode(bytes);
    }
}
