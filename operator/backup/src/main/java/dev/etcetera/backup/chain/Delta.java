package dev.etcetera.backup.chain;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.ByteString;
import dev.etcetera.api.mvccpb.Event;
import dev.etcetera.backup.store.DamagedBackupException;
import dev.etcetera.backup.store.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.util.HexFormat;

/** The changes after a snapshot, or after another delta: a line of JSON, and etcd's events, each behind its length. */
public record Delta(DeltaHeader header, ByteString body) {
    static final int FORMAT = 1;
    /** A header has two numbers for each answer of a watch. */
    static final int MAX_HEADER_BYTES = 16 << 20;

    private static final JsonMapper JSON = new JsonMapper();

    /** Takes the events in order. */
    @FunctionalInterface
    public interface EventSink {
        /**
         * One change.
         *
         * @param sub its place among those of the same revision
         */
        void event(Event event, int sub) throws IOException;
    }

    /** As it is stored. */
    public byte[] toBytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream(body.size() + 256);
        try {
            out.write(JSON.writeValueAsBytes(header));
            out.write('\n');
            body.writeTo(out);
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
            throw new DamagedBackupException(key + " is no delta", e);
        }
        if (header.format() != FORMAT) {
            throw new DamagedBackupException(
                    "%s has format %d, this release reads %d".formatted(key, header.format(), FORMAT));
        }
        return header;
    }

    /** Reads it whole. */
    public static Delta read(String key, InputStream in) throws IOException {
        DeltaHeader header = readHeader(key, in);
        ByteString body = ByteString.readFrom(in);
        if (body.size() != header.bytes()) {
            throw new DamagedBackupException(
                    "%s has %d bytes, its header says %d".formatted(key, body.size(), header.bytes()));
        }
        String found = sha256(body);
        if (!found.equals(header.sha256())) {
            throw new DamagedBackupException(
                    "%s is damaged: its SHA-256 is %s, its header says %s".formatted(key, found, header.sha256()));
        }
        return new Delta(header, body);
    }

    /**
     * Gives all of its events, in order.
     *
     * @throws IOException when one is cut off, or of the sink
     */
    public void events(EventSink sink) throws IOException {
        InputStream in = body.newInput();
        long revision = 0;
        int sub = 0;
        for (Event event = Event.parseDelimitedFrom(in); event != null; event = Event.parseDelimitedFrom(in)) {
            long of = event.getKv().getModRevision();
            sub = of == revision ? sub + 1 : 0;
            revision = of;
            sink.event(event, sub);
        }
    }

    static String sha256(ByteString bytes) {
        MessageDigest sha256 = Sha256.begin();
        bytes.asReadOnlyByteBufferList().forEach(sha256::update);
        return HexFormat.of().formatHex(sha256.digest());
    }
}
