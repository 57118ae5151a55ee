package dev.etcetera.operator.pki;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.operator.pki.Decision.NewAuthority;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RealCertificatesTest {
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final Instant END = NOW.plus(Duration.ofDays(90));
    private static final LeafRequest SERVER = new LeafRequest(
            "demo-server-tls", "demo-server", Set.of("*.demo-peers.default.svc", "127.0.0.1", "0:0:0:0:0:0:0:1"), true);

    private final CertificateMaker maker = new CertificateMaker(new SecureRandom());

    private AuthoritySecret first() {
        return new AuthoritySecret(SecretContent.NONE)
                .with(
                        new NewAuthority(Phase.STEADY, List.of(), false, false, END),
                        maker.authority("demo client CA", NOW, END),
                        List.of(),
                        NOW,
                        "");
    }

    @Test
    void certificateIsWhatWasAskedForAndSignedByItsAuthority() throws GeneralSecurityException {
        AuthoritySecret authority = first();
        Credential leaf = maker.leaf(SERVER, authority.signer(false), NOW, END);
        X509Certificate certificate = Pem.first(leaf.certificatePem());
        certificate.verify(Pem.first(authority.signer(false).certificatePem()).getPublicKey());
        CertificateView view = Pem.pair(leaf.certificatePem(), leaf.keyPem()).orElseThrow();
        assertThat(view.names()).isEqualTo(SERVER.names());
        assertThat(view.commonName()).isEqualTo("demo-server");
        assertThat(view.notAfter()).isEqualTo(END);
        assertThat(view.notBefore()).isEqualTo(NOW.minus(CertificateView.BACKDATE));
        assertThat(view.issuedBy(authority.view().newest().orElseThrow())).isTrue();
        assertThat(certificate.getExtendedKeyUsage()).hasSize(2);
        assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
    }

    @Test
    void keyOfAnotherCertificateIsNoKey() {
        AuthoritySecret authority = first();
        Credential one = maker.leaf(SERVER, authority.signer(false), NOW, END);
        Credential other = maker.leaf(SERVER, authority.signer(false), NOW, END);
        assertThat(Pem.pair(one.certificatePem(), other.keyPem())).isEmpty();
        assertThat(Pem.pair(one.certificatePem(), "")).isEmpty();
        assertThat(Pem.pair("nonsense", one.keyPem())).isEmpty();
    }

    @Test
    void authorityChangesInPhasesAndItsSecretSaysWhich() {
        AuthoritySecret steady = first();
        CertificateView old = steady.view().newest().orElseThrow();
        AuthoritySecret introducing = steady.with(
                new NewAuthority(Phase.INTRODUCING, List.of(old.fingerprint()), true, false, END),
                maker.authority("demo client CA", NOW, END),
                List.of(),
                NOW,
                "why");
        CertificateView fresh = introducing.view().newest().orElseThrow();
        assertThat(introducing.view().trusted()).containsExactly(fresh, old);
        assertThat(introducing.view().issuing()).contains(old);
        assertThat(introducing.view().since()).isEqualTo(NOW);
        assertThat(introducing.view().request()).isEqualTo("why");
        assertThat(Pem.certificates(introducing.bundle())).containsExactly(fresh, old);

        AuthoritySecret retiring = introducing.promoted(NOW);
        assertThat(retiring.view().phase()).isEqualTo(Phase.RETIRING);
        assertThat(retiring.view().issuing()).isEmpty();
        assertThat(retiring.view().trusted()).containsExactly(fresh, old);

        AuthoritySecret after = retiring.retired(NOW);
        assertThat(after.view().phase()).isEqualTo(Phase.STEADY);
        assertThat(after.view().trusted()).containsExactly(fresh);
        assertThat(after.view().request()).isEqualTo("why");
        assertThat(fresh.subject()).isNotEqualTo(old.subject());
    }

    @Test
    void lostAuthorityIsFoundAgainBesideItsCertificates() {
        AuthoritySecret before = first();
        CertificateView old = before.view().newest().orElseThrow();
        AuthoritySecret made = new AuthoritySecret(SecretContent.NONE)
                .with(
                        new NewAuthority(Phase.INTRODUCING, List.of(old.fingerprint()), false, false, END),
                        maker.authority("demo client CA", NOW, END),
                        List.of("", before.bundle()),
                        NOW,
                        "");
        assertThat(made.view().trusted()).hasSize(2).contains(old);
        assertThat(made.view().issuing()).isEmpty();
    }

    @Test
    void brokenSecretIsAsIfItWereNotThere() {
        AuthoritySecret broken = new AuthoritySecret(new SecretContent(
                Map.of("tls.crt", "x", "tls.key", "y", "ca.crt", "z"), Map.of(AuthoritySecret.SINCE, "yesterday")));
        assertThat(broken.view()).isEqualTo(AuthorityView.none());
    }

    @Test
    void noTextShowsAKey() {
        AuthoritySecret authority = first();
        Credential leaf = maker.leaf(SERVER, authority.signer(false), NOW, END);
        String texts = leaf + " " + authority + " " + new LeafSecret(SecretContent.NONE).with(leaf, "", NOW);
        assertThat(texts).doesNotContain("PRIVATE").doesNotContain(leaf.keyPem().substring(40, 60));
    }
}
