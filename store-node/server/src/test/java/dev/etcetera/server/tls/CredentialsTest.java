package dev.etcetera.server.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CredentialsTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({
        "EC, 256, EC PRIVATE KEY",
        "EC, 521, EC PRIVATE KEY",
        "RSA, 2048, RSA PRIVATE KEY",
        "Ed25519, 255, PRIVATE KEY"
    })
    void keysInTheOlderFormsAreRead(String algorithm, int bits, String label) throws Exception {
        PrivateKey key = pair(algorithm, bits).getPrivate();
        Path older = directory.resolve("older.pem");
        TestAuthority.write(older, key);
        PemBlock block = PemBlock.all(Files.readAllBytes(older)).getLast();
        assertThat(block.label()).isEqualTo(label);
        assertThat(secret(PrivateKeys.parse(block))).isEqualTo(secret(key));
        assertThat(PrivateKeys.parse(new PemBlock("PRIVATE KEY", key.getEncoded())))
                .isEqualTo(key);
    }

    private static Object secret(PrivateKey key) {
        return key instanceof ECPrivateKey ofCurve ? ofCurve.getS() : key;
    }

    @Test
    void certificateWithItsChainAndKeyIsReadWhateverStandsBetween() throws IOException {
        TestAuthority authority = new TestAuthority(directory, "ca");
        TestAuthority.Issued issued = authority.issue("leaf", "127.0.0.1");
        String chain = "subject=leaf\n" + Files.readString(issued.certificate()) + "\nissuer\r\n"
                + Files.readString(authority.certificate());
        Credentials read = Credentials.parse(bytes(chain), Files.readAllBytes(issued.key()));
        assertThat(read.chain()).hasSize(2);
        assertThat(CertificateNames.commonName(read.chain().getFirst())).isEqualTo("leaf");
        assertThat(read.key().getAlgorithm()).isEqualTo("EC");
    }

    @Test
    void whatCannotBeUsedIsRefusedInGosWords() throws IOException {
        TestAuthority authority = new TestAuthority(directory, "ca");
        TestAuthority.Issued one = authority.issue("one");
        TestAuthority.Issued other = authority.issue("other");
        byte[] certificate = Files.readAllBytes(one.certificate());
        byte[] key = Files.readAllBytes(one.key());
        refused(certificate, Files.readAllBytes(other.key()), "tls: private key does not match public key");
        refused(bytes(""), key, "tls: failed to find any PEM data in certificate input");
        refused(certificate, bytes("x"), "tls: failed to find any PEM data in key input");
        refused(
                key,
                key,
                "tls: failed to find certificate PEM data in certificate input, but did find a private key;"
                        + " PEM inputs may have been switched");
        refused(certificate, certificate, "tls: found a certificate rather than a key in the PEM for the private key");
        refused(
                certificate,
                bytes("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"),
                "tls: failed to parse private key");
    }

    @Test
    void fileCutShortIsNoCredential() throws IOException {
        TestAuthority.Issued issued = new TestAuthority(directory, "ca").issue("leaf");
        String certificate = Files.readString(issued.certificate());
        String key = Files.readString(issued.key());
        for (int length = 0; length < certificate.strip().length(); length += 7) {
            String cut = certificate.substring(0, length);
            assertThatThrownBy(() -> Credentials.parse(bytes(cut), bytes(key))).isInstanceOf(IOException.class);
        }
        for (int length = 0; length < key.strip().length(); length += 7) {
            String cut = key.substring(0, length);
            assertThatThrownBy(() -> Credentials.parse(bytes(certificate), bytes(cut)))
                    .isInstanceOf(IOException.class);
        }
    }

    private static void refused(byte[] certificate, byte[] key, String reason) {
        assertThatThrownBy(() -> Credentials.parse(certificate, key))
                .isInstanceOf(IOException.class)
                .hasMessage(reason);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static KeyPair pair(String algorithm, int bits) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(bits);
        return generator.generateKeyPair();
    }
}
