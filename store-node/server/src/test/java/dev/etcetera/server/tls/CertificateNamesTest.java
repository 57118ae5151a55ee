package dev.etcetera.server.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CertificateNamesTest {
    private static final CertificateNames NAMES = new CertificateNames(
            List.of("etcd.example.com", "*.pods.local"),
            List.of(InetAddress.ofLiteral("10.0.0.1"), InetAddress.ofLiteral("::1")));

    @ParameterizedTest
    @CsvSource({"etcd.example.com", "ETCD.Example.COM", "etcd.example.com.", "m1.pods.local", "10.0.0.1", "::1", "[::1]"
    })
    void matches(String host) {
        assertThat(NAMES.mismatch(host)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "example.com | x509: certificate is valid for etcd.example.com, *.pods.local, not example.com",
                "a.b.pods.local | x509: certificate is valid for etcd.example.com, *.pods.local, not a.b.pods.local",
                "pods.local | x509: certificate is valid for etcd.example.com, *.pods.local, not pods.local",
                "10.0.0.2 | x509: certificate is valid for 10.0.0.1, 0:0:0:0:0:0:0:1, not 10.0.0.2"
            })
    void doesNotMatch(String host, String reason) {
        assertThat(NAMES.mismatch(host)).hasValue(reason);
    }

    @Test
    void certificateWithoutNamesIsForNobody(@TempDir Path directory) throws Exception {
        TestAuthority.Issued issued = new TestAuthority(directory, "ca").issue("127.0.0.1");
        CertificateNames names = CertificateNames.of(Credentials.certificate(
                PemBlock.all(Files.readAllBytes(issued.certificate())).getFirst()));
        assertThat(names.mismatch("localhost"))
                .hasValue("x509: certificate is not valid for any names, but wanted to match localhost");
        assertThat(names.mismatch("127.0.0.1"))
                .hasValue("x509: cannot validate certificate for 127.0.0.1 because it doesn't contain any IP SANs");
    }
}
