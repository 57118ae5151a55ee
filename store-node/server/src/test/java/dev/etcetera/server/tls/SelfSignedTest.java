package dev.etcetera.server.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etcetera.server.config.SecurityConfig.TlsConfig;
import dev.etcetera.server.log.ZapLog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SelfSignedTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

    @TempDir
    private Path directory;

    @Test
    void certificateSaysWhatThatOfEtcdSays() throws Exception {
        SelfSigned made = SelfSigned.create(List.of("127.0.0.1", "localhost", "::1"), 10, NOW);
        Credentials read = Credentials.parse(
                bytes(made.certificate().text()), bytes(made.key().text()));
        X509Certificate certificate = read.chain().getFirst();
        certificate.verify(certificate.getPublicKey());
        certificate.checkValidity(Date.from(NOW.plus(Duration.ofDays(3649))));
        assertThat(certificate.getNotBefore().toInstant()).isEqualTo(NOW);
        assertThat(certificate.getNotAfter().toInstant()).isEqualTo(NOW.plus(Duration.ofDays(3650)));
        assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("O=etcd");
        assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
        assertThat(certificate.getKeyUsage())
                .containsExactly(true, false, true, false, false, false, true, false, false);
        assertThat(certificate.getBasicConstraints()).isEqualTo(Integer.MAX_VALUE);
        CertificateNames names = CertificateNames.of(certificate);
        assertThat(names.dnsNames()).containsExactly("localhost");
        assertThat(names.addressTexts()).containsExactly("127.0.0.1", "0:0:0:0:0:0:0:1");
    }

    @Test
    void certificateBeyond2049IsReadable() throws Exception {
        SelfSigned made = SelfSigned.create(List.of("a"), 30, NOW);
        assertThat(Credentials.certificate(made.certificate()).getNotAfter().toInstant())
                .isEqualTo(NOW.plus(Duration.ofDays(30 * 365)));
    }

    @Test
    void certificateIsKeptUntilItHasExpired() throws IOException {
        TlsConfig first = fixtures(NOW).obtain(List.of("127.0.0.1"), 1);
        String certificate = Files.readString(Path.of(first.certFile()));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(Path.of(first.keyFile()))))
                .isEqualTo("rw-------");
        fixtures(NOW.plus(Duration.ofDays(364))).obtain(List.of("127.0.0.1"), 1);
        assertThat(Files.readString(Path.of(first.certFile()))).isEqualTo(certificate);
        fixtures(NOW.plus(Duration.ofDays(366))).obtain(List.of("127.0.0.1"), 1);
        assertThat(Files.readString(Path.of(first.certFile()))).isNotEqualTo(certificate);
        assertThatThrownBy(() -> fixtures(NOW).obtain(List.of(), 0))
                .hasMessage("selfSignedCertValidity is invalid,it should be greater than 0");
    }

    private Fixtures fixtures(Instant now) {
        return new Fixtures(directory.resolve("fixtures/peer"), InstantSource.fixed(now), ZapLog.discard());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
