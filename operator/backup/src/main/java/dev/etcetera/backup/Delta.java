package dev.etcetera.backup;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.etcetera.api.mvccpb.Event;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The changes after a snapshot, or after another delta: a line of JSON, and etcd's events, each behind its length.
 *
 * @param body owned by whoever made it, never changed
 */
record Delta(DeltaHeader header, byte[] body) {
    static final int FORMAT = 1;
    /** A header has two numbers for each answer of a watch. */
    static final int MAX_HEADER_BYTES = 16 << 20;

    private static final JsonMapper JSON = new JsonMapper();

    /** Takes the events in order. */
    @FunctionalInterface
    interface EventSink {
        /**
         * One change.
         *
         * @param sub its place among those of the same revision
         */
        void event(Event event, int sub) throws IOException;
    }

    byte[] toBytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream(body.length + 256);
        try {
            out.write(JSON.writeValueAsBytes(header));
            out.write('\n');
            out.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** Reads up to the end of the first line. */
    static DeltaHeader readHeader(String key, InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int octet = in.read();
        while (octet >= 0 && octet != '\n' && line.size() < MAX_HEADER_BYTES) {
            line.write(octet);
            octet = in.read();
        }
        DeltaHeader header;
        try {
            header = JSON.readValue(line.toByteArray(), DeltaHeader.class);
        } catch (IOException e) {
            DamagedBackupException damaged = new DamagedBackupException(key + " is no delta");
            damaged.initCause(e);
            throw damaged;
        }
        if (header.format() != FORMAT) {
            throw new DamagedBackupException(
                    "%s has format %d, this release reads %d".formatted(key, header.format(), FORMAT));
        }
        return header;
    }

    /** Reads it whole. */
    static Delta read(String key, InputStream in) throws IOException {
        DeltaHeader header = readHeader(key, in);
        byte[] body = in.readAllBytes();
        if (body.length != header.bytes()) {
            throw new DamagedBackupException(
                    "%s has %d bytes, its header says %d".formatted(key, body.length, header.bytes()));
        }
        String found = sha256(body);
        if (!found.equals(header.sha256())) {
            throw new DamagedBackupException(
                    "%s is damaged: its SHA-256 is %s, its header says %s".formatted(key, found, header.sha256()));
        }
        return new Delta(header, body);
    }

    void events(EventSink sink) throws IOException {
        InputStream in = new ByteArrayInputStream(body);
        long revision = 0;
        int sub = 0;
        for (Event event = Event.parseDelimitedFrom(in); event != null; event = Event.parseDelimitedFrom(in)) {
            long of = event.getKv().getModRevision();
            sub = of == revision ? sub + 1 : 0;
            revision = of;
            sink.event(event, sub);
        }
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return new String(toBytes(), 0, Math.min(200, toBytes().length), StandardCharsets.UTF_8);
    }
}
