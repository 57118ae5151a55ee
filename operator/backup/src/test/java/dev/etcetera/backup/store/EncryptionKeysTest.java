package dev.etcetera.backup.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.streamingaead.PredefinedStreamingAeadParameters;
import com.google.crypto.tink.streamingaead.StreamingAeadConfig2026;
import com.google.crypto.tink.streamingaead.StreamingAeadParameters;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EncryptionKeysTest {
    private static final byte[] CONTENT = {1, 2, 3};

    @TempDir
    private Path folder = Path.of("");

    @Test
    void keysetsOfTinkAreTaken() throws IOException, GeneralSecurityException {
        KeysetHandle first = KeysetHandle.generateNew(
                PredefinedStreamingAeadParameters.AES256_GCM_HKDF_1MB, StreamingAeadConfig2026.get());
        KeysetHandle second = KeysetHandle.generateNew(
                PredefinedStreamingAeadParameters.AES256_GCM_HKDF_4KB, StreamingAeadConfig2026.get());
        KeysetHandle rotated = KeysetHandle.newBuilder(first)
                .addEntry(KeysetHandle.importKey(second.getPrimary().getKey())
                        .withRandomId()
                        .makePrimary())
                .build();
        MemoryStore stored = new MemoryStore();
        store(stored, first).put("old", CONTENT);
        store(stored, rotated).put("new", CONTENT);
        for (String key : new String[] {"old", "new"}) {
            try (InputStream in = store(stored, rotated).read(key)) {
                assertThat(in.readAllBytes()).isEqualTo(CONTENT);
            }
        }
        assertThatThrownBy(() -> store(stored, first).read("new")).hasMessageContaining("new is encrypted with key ");
    }

    @Test
    void otherKindsOfKeysAreRefused() throws IOException, GeneralSecurityException {
        StreamingAeadParameters other = PredefinedStreamingAeadParameters.AES256_CTR_HMAC_SHA256_1MB;
        assertThatThrownBy(
                        () -> store(new MemoryStore(), KeysetHandle.generateNew(other, StreamingAeadConfig2026.get())))
                .hasMessageContaining(" has no keys: ");
    }

    private SealedStore store(ObjectStore stored, KeysetHandle handle) throws IOException, GeneralSecurityException {
        Path file = folder.resolve("keyset.json");
        Files.writeString(
                file,
                TinkJsonProtoKeysetFormat.serializeKeyset(
                                handle, StreamingAeadConfig2026.get(), InsecureSecretKeyAccess.get())
                        + "\n");
        return new SealedStore(stored, new Seal(true, Optional.of(EncryptionKeys.read(file)), false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no base64!",
                "c2hvcnQ=",
                "{}",
                "{x",
                "{\"primaryKeyId\":1,\"key\":[]}",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\nc2hvcnQ="
            })
    void filesWithoutKeysAreRefusedWithoutShowingThem(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("keys"), text);
        assertThatThrownBy(() -> EncryptionKeys.read(file))
                .hasMessage(file + " has no keys: lines with 32 bytes in base64 each, or a keyset of Tink for"
                        + " AES-GCM-HKDF streaming in JSON, are wanted")
                .hasNoCause();
    }

    @Test
    void missingFileIsNamed() {
        Path file = folder.resolve("none");
        assertThatThrownBy(() -> EncryptionKeys.read(file)).hasMessage("key file " + file + " is missing");
    }

    @Test
    void idsStayTheSame() throws IOException {
        // Whoever changes how they are made cannot read what is stored any more.
        TestKeys keys = new TestKeys(folder);
        MemoryStore stored = new MemoryStore();
        new SealedStore(stored, keys.seal(false, 1)).put("x", CONTENT);
        try (InputStream in = stored.read("x")) {
            assertThat(in.readNBytes(12)).asHexString().isEqualTo("6574637365616C31" + "283E28B6");
        }
    }
}
