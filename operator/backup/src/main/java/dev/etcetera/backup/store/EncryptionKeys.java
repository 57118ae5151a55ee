package dev.etcetera.backup.store;

import com.google.crypto.tink.AccessesPartialKey;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeyStatus;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.StreamingAead;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.streamingaead.AesGcmHkdfStreamingKey;
import com.google.crypto.tink.streamingaead.AesGcmHkdfStreamingParameters;
import com.google.crypto.tink.streamingaead.AesGcmHkdfStreamingParameters.HashType;
import com.google.crypto.tink.streamingaead.StreamingAeadConfig2026;
import com.google.crypto.tink.subtle.AesGcmHkdfStreaming;
import com.google.crypto.tink.util.SecretBytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/**
 * The keys of a file, of which one encrypts and all decrypt: lines with 32 bytes in base64, of which the first encrypts, or a
 * keyset of Tink in JSON with its primary. What is encrypted begins with the id of its key (4 bytes, big endian): that of the
 * keyset, or the first bytes of a sum of the key. Nothing but ids is ever printed. May be used from any thread.
 */
public final class EncryptionKeys {
    /** Of AES-256. */
    static final int KEY_BYTES = 32;
    /** What is decrypted at a time. The header of a delta is in the first piece. */
    private static final int SEGMENT_BYTES = 64 << 10;

    private final Path file;
    private final int primary;
    private final Map<Integer, StreamingAead> keys;

    private EncryptionKeys(Path file, int primary, Map<Integer, StreamingAead> keys) {
        this.file = file;
        this.primary = primary;
        this.keys = Map.copyOf(keys);
    }

    /**
     * Reads the keys of a file.
     *
     * @throws IllegalArgumentException when it has none
     */
    public static EncryptionKeys read(Path file) throws IOException {
        String text = KeyFile.read(file);
        try {
            return text.startsWith("{")
                    ? keyset(file, text)
                    : lines(file, text.lines().toList());
        } catch (GeneralSecurityException | RuntimeException e) {
            // What is wrong may be told with the key in it: left out, and not kept as a cause.
            throw new IllegalArgumentException(
                    file + " has no keys: lines with 32 bytes in base64 each, or a keyset of Tink for AES-GCM-HKDF"
                            + " streaming in JSON, are wanted");
        }
    }

    private static EncryptionKeys keyset(Path file, String json) throws GeneralSecurityException {
        KeysetHandle handle = TinkJsonProtoKeysetFormat.parseKeyset(
                json, StreamingAeadConfig2026.get(), InsecureSecretKeyAccess.get());
        Map<Integer, StreamingAead> keys = new LinkedHashMap<>();
        for (int i = 0; i < handle.size(); i++) {
            KeysetHandle.Entry entry = handle.getAt(i);
            if (entry.getStatus() == KeyStatus.ENABLED) {
                if (!(entry.getKey() instanceof AesGcmHkdfStreamingKey key)) {
                    throw new GeneralSecurityException("another kind of key");
                }
                keys.put(entry.getId(), AesGcmHkdfStreaming.create(key));
            }
        }
        return new EncryptionKeys(file, handle.getPrimary().getId(), keys);
    }

    @AccessesPartialKey
    private static EncryptionKeys lines(Path file, List<String> lines) throws GeneralSecurityException {
        AesGcmHkdfStreamingParameters parameters = AesGcmHkdfStreamingParameters.builder()
                .setKeySizeBytes(KEY_BYTES)
                .setDerivedAesGcmKeySizeBytes(KEY_BYTES)
                .setHkdfHashType(HashType.SHA256)
                .setCiphertextSegmentSizeBytes(SEGMENT_BYTES)
                .build();
        SequencedMap<Integer, StreamingAead> keys = new LinkedHashMap<>();
        for (String line : lines) {
            byte[] key = Base64.getDecoder().decode(line.strip());
            SecretBytes secret = SecretBytes.copyFrom(key, InsecureSecretKeyAccess.get());
            if (secret.size() != KEY_BYTES) {
                throw new GeneralSecurityException("another size");
            }
            keys.put(id(key), AesGcmHkdfStreaming.create(AesGcmHkdfStreamingKey.create(parameters, secret)));
        }
        return new EncryptionKeys(file, keys.sequencedKeySet().getFirst(), keys);
    }

    /** Says nothing of the key, which has 256 bits at random. */
    private static int id(byte[] key) {
        MessageDigest sha256 = Sha256.begin();
        sha256.update("etcetera backup key".getBytes(StandardCharsets.UTF_8));
        return ByteBuffer.wrap(sha256.digest(key)).getInt();
    }

    /** What is written is decrypted only with the same words. */
    OutputStream encrypting(OutputStream out, byte[] words) throws IOException {
        StreamingAead aead = keys.get(primary);
        if (aead == null) {
            throw new IllegalStateException("no primary key");
        }
        out.write(ByteBuffer.allocate(Integer.BYTES).putInt(primary).array());
        try {
            return aead.newEncryptingStream(out, words);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * From where the id of the key is. The first reading throws when the words, or the key behind the id, are others.
     *
     * @param what it is, for messages
     */
    InputStream decrypting(String what, InputStream in, byte[] words) throws IOException {
        int id = id(what, in);
        StreamingAead aead = keys.get(id);
        if (aead == null) {
            throw new DamagedBackupException("%s is encrypted with key %s, which is not in %s: that has %s"
                    .formatted(what, name(id), file, names()));
        }
        try {
            return aead.newDecryptingStream(in, words);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether it is one of these, by the bytes that {@link #encrypting} began with. */
    boolean has(byte[] encrypted) {
        return encrypted.length >= Integer.BYTES
                && keys.containsKey(ByteBuffer.wrap(encrypted).getInt());
    }

    private static int id(String what, InputStream in) throws IOException {
        byte[] id = in.readNBytes(Integer.BYTES);
        if (id.length < Integer.BYTES) {
            throw new DamagedBackupException(what + " is cut off");
        }
        return ByteBuffer.wrap(id).getInt();
    }

    private String names() {
        return keys.keySet().stream().map(EncryptionKeys::name).sorted().collect(Collectors.joining(", "));
    }

    private static String name(int id) {
        return HexFormat.of().toHexDigits(id);
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
