package dev.etcetera.server.transport;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A short HTTP/1.1 answer, read from a connection that is used for nothing else. */
record HttpReply(int status, String text) {
    private static final int MAX_LINE_BYTES = 8 << 10;
    private static final int MAX_LINES = 100;
    private static final int MAX_BODY_BYTES = 4 << 10;

    /** Reads one answer; waits as long as the stream does. */
    static HttpReply read(InputStream in) throws IOException {
        int status = status(line(in));
        int length = 0;
        for (int lines = 0; lines < MAX_LINES; lines++) {
            String header = line(in);
            if (header.isEmpty()) {
                byte[] body = in.readNBytes(Math.min(length, MAX_BODY_BYTES));
                return new HttpReply(status, new String(body, StandardCharsets.UTF_8).strip());
            }
            String[] parts = header.split(":", 2);
            if (parts[0].strip().toLowerCase(Locale.ROOT).equals("content-length") && parts.length == 2) {
                length = number(parts[1].strip());
            }
        }
        throw new IOException("malformed HTTP response: too many headers");
    }

    private static int status(String line) throws IOException {
        String[] parts = line.split(" ", 3);
        if (parts.length < 2 || !parts[0].startsWith("HTTP/1.")) {
            throw new IOException("malformed HTTP response: " + line);
        }
        return number(parts[1]);
    }

    private static int number(String digits) throws IOException {
        try {
            return Integer.parseInt(digits);
        } catch (NumberFormatException e) {
            throw new IOException("malformed HTTP response: " + digits, e);
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("unexpected EOF");
            }
            if (line.length() > MAX_LINE_BYTES) {
                throw new IOException("malformed HTTP response: a line too long");
            }
            line.append((char) next);
        }
        return line.toString().stripTrailing();
    }
}
