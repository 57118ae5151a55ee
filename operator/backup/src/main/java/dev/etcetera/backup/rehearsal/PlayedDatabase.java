package dev.etcetera.backup.rehearsal;

import com.google.protobuf.ByteString;
import dev.etcetera.api.mvccpb.KeyValue;
import dev.etcetera.bbolt.BoltSource;
import dev.etcetera.bbolt.BoltVisitor;
import dev.etcetera.bbolt.BoltWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.zip.CRC32C;

/** Some ten thousand keys: enough for several parts of an upload, and for a JVM to see what is hot. */
final class PlayedDatabase implements BoltSource {
    static final long REVISION = 24_001;
    private static final String KEYS = "key";
    private static final int REVISION_BYTES = 17;
    private static final ByteString VALUE = ByteString.copyFrom(new byte[1 << 10]);

    private PlayedDatabase() {}

    /** As `etcdctl snapshot save` writes it. */
    static byte[] snapshot() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BoltWriter.plan(new PlayedDatabase()).writeTo(out);
        try {
            out.write(MessageDigest.getInstance("SHA-256").digest(out.toByteArray()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
        return out.toByteArray();
    }

    /** HashKV of it. */
    static long hash() {
        CRC32C crc = new CRC32C();
        crc.update(KEYS.getBytes(StandardCharsets.US_ASCII));
        for (long revision = 2; revision <= REVISION; revision++) {
            crc.update(key(revision));
            crc.update(value(revision));
        }
        return crc.getValue();
    }

    @Override
    public List<String> buckets() {
        return List.of(KEYS, "lease", "meta");
    }

    @Override
    public void entries(String bucket, BoltVisitor visitor) throws IOException {
        if (KEYS.equals(bucket)) {
            for (long revision = 2; revision <= REVISION; revision++) {
                visitor.entry(key(revision), value(revision));
            }
        }
    }

    private static byte[] key(long revision) {
        return ByteBuffer.allocate(REVISION_BYTES)
                .putLong(revision)
                .put((byte) '_')
                .putLong(0)
                .array();
    }

    private static byte[] value(long revision) {
        return KeyValue.newBuilder()
                .setKey(ByteString.copyFromUtf8("/rehearsal/" + revision))
                .setCreateRevision(revision)
                .setModRevision(revision)
                .setVersion(1)
                .setValue(VALUE)
                .build()
                .toByteArray();
    }
}
