package dev.etcetera.backup.store;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How objects are stored: compressed, then encrypted, each if asked for. Their first bytes say which it is, so that reading
 * needs nothing but the keys: "etcseal1" and the id of the key, or the four bytes of zstd. Neither a database nor a delta
 * begins so. An object is encrypted for its key in the store, and is damaged anywhere else.
 *
 * <p>Manifests stay in the clear. They get a second line: how their data are stored and, with keys, a seal over the first
 * line and the manifest's key. May be used from any thread.
 *
 * @param keys that encrypt what is written
 * @param required what these keys did not seal is refused
 */
public record Seal(boolean compressed, Optional<EncryptionKeys> keys, boolean required) {
    static final Seal NONE = new Seal(false, Optional.empty(), false);

    private static final byte[] ENCRYPTED = "etcseal1".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ZSTD = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd};
    private static final int BUFFER_BYTES = 64 << 10;
    private static final String STAMP = "{\"data\":";
    private static final JsonMapper JSON = new JsonMapper();

    public Seal {
        if (required && keys.isEmpty()) {
            throw new IllegalArgumentException("--encryption-required wants --encryption-key-file");
        }
    }

    /**
     * The second line of a manifest.
     *
     * @param data how they are stored
     * @param seal base64 of nothing, encrypted for the manifest
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Stamp(String data, @Nullable String seal) {}

    /** Whether objects are stored as they are. */
    boolean isNone() {
        return !compressed && keys.isEmpty();
    }

    /** Takes what the object is; what is stored comes out, all of it once this is closed. */
    OutputStream writing(String key, OutputStream out) throws IOException {
        OutputStream through = out;
        if (keys.isPresent()) {
            through = encrypting(keys.get(), bytes(key), through);
        }
        return compressed ? Zstd.compressing(through) : through;
    }

    private static OutputStream encrypting(EncryptionKeys keys, byte[] words, OutputStream out) throws IOException {
        out.write(ENCRYPTED);
        return keys.encrypting(out, words);
    }

    /**
     * What the object is, from what is stored. Owns {@code stored}.
     *
     * @throws DamagedBackupException here or while it is read
     */
    InputStream reading(String key, InputStream stored) throws IOException {
        Source source = new Source(stored);
        try {
            return opened(key, source);
        } catch (IOException | RuntimeException e) {
            source.close();
            throw e;
        }
    }

    private InputStream opened(String key, Source source) throws IOException {
        BufferedInputStream in = new BufferedInputStream(source, BUFFER_BYTES);
        if (beginsWith(in, ENCRYPTED)) {
            EncryptionKeys known = keys.orElseThrow(
                    () -> new DamagedBackupException(key + " is encrypted: its key is wanted (--encryption-key-file)"));
            in.skipNBytes(ENCRYPTED.length);
            in = new BufferedInputStream(
                    new Layer(
                            source,
                            known.decrypting(key, in, bytes(key)),
                            key
                                    + " cannot be decrypted: it is damaged or cut off, or another object lies in its place"),
                    BUFFER_BYTES);
        } else if (required) {
            throw new DamagedBackupException(key + " is not encrypted");
        }
        if (!beginsWith(in, ZSTD)) {
            return in;
        }
        return new Layer(source, Zstd.decompressing(in), key + " cannot be decompressed: it is damaged");
    }

    private static boolean beginsWith(BufferedInputStream in, byte[] first) throws IOException {
        in.mark(first.length);
        byte[] found = in.readNBytes(first.length);
        in.reset();
        return Arrays.equals(found, first);
    }

    /** A manifest as it is stored. */
    byte[] stamped(String key, byte[] manifest) throws IOException {
        String data = (compressed ? "zstd" : "")
                + (compressed && keys.isPresent() ? ", " : "")
                + (keys.isPresent() ? "AES-GCM-HKDF" : "");
        String seal = null;
        if (keys.isPresent()) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            encrypting(keys.get(), words(key, manifest), out).close();
            seal = Base64.getEncoder().encodeToString(out.toByteArray());
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(manifest);
        out.write('\n');
        out.write(JSON.writeValueAsBytes(new Stamp(data, seal)));
        return out.toByteArray();
    }

    /**
     * A manifest from what is stored. Without its key it is taken as it is: then its data cannot be read either.
     *
     * @throws DamagedBackupException when it is not what was sealed
     */
    byte[] unstamped(String key, byte[] stored) throws IOException {
        String text = new String(stored, StandardCharsets.ISO_8859_1);
        int end = text.lastIndexOf('\n');
        boolean stamped = end >= 0 && text.startsWith(STAMP, end + 1);
        byte[] manifest = stamped ? Arrays.copyOf(stored, end) : stored;
        byte[] seal = stamped ? seal(key, Arrays.copyOfRange(stored, end + 1, stored.length)) : new byte[0];
        if (!isKnown(seal)) {
            if (required) {
                throw new DamagedBackupException(key + " is not sealed with a key of " + keys.orElseThrow());
            }
            return manifest;
        }
        String damage = key + " is not the manifest that was sealed here";
        Source source = new Source(new ByteArrayInputStream(seal, ENCRYPTED.length, seal.length - ENCRYPTED.length));
        try (InputStream nothing =
                new Layer(source, keys.orElseThrow().decrypting(key, source, words(key, manifest)), damage)) {
            if (nothing.read() >= 0) {
                throw new DamagedBackupException(damage);
            }
        }
        return manifest;
    }

    private boolean isKnown(byte[] seal) {
        return keys.isPresent()
                && seal.length > ENCRYPTED.length
                && keys.get().has(Arrays.copyOfRange(seal, ENCRYPTED.length, seal.length));
    }

    private static byte[] seal(String key, byte[] stamp) throws DamagedBackupException {
        try {
            String seal = JSON.readValue(stamp, Stamp.class).seal();
            return seal == null ? new byte[0] : Base64.getDecoder().decode(seal);
        } catch (IOException | IllegalArgumentException e) {
            throw new DamagedBackupException(key + " has a second line that is none of a manifest", e);
        }
    }

    /** No key has a line's end in it. */
    private static byte[] words(String key, byte[] manifest) throws IOException {
        ByteArrayOutputStream words = new ByteArrayOutputStream();
        words.write(bytes(key + "\n"));
        words.write(manifest);
        return words.toByteArray();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
