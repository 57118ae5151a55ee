package dev.etcetera.operator.pki;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/**
 * A certificate, as far as decisions need it.
 *
 * @param fingerprint of the whole certificate
 * @param subject its distinguished name, in the canonical form of RFC 2253
 * @param keyId of the key that it is about
 * @param issuerKeyId of the key that signed it
 * @param names DNS names and IP addresses
 */
public record CertificateView(
        String fingerprint,
        String subject,
        String commonName,
        String keyId,
        String issuerKeyId,
        Instant notBefore,
        Instant notAfter,
        Set<String> names) {
    /** A new certificate is valid from so long ago, because clocks differ. */
    static final Duration BACKDATE = Duration.ofMinutes(5);

    private static final int JITTER_STEPS = 1 << 16;

    public CertificateView {
        names = Set.copyOf(names);
    }

    boolean validAt(Instant now) {
        return !now.isBefore(notBefore) && now.isBefore(notAfter);
    }

    boolean issuedBy(CertificateView authority) {
        return issuerKeyId.equals(authority.keyId());
    }

    /** After two thirds of its life, and up to a tenth sooner, so that not all are renewed at one moment. */
    Instant renewAt() {
        Duration life = Duration.between(notBefore.plus(BACKDATE), notAfter);
        int step = Integer.parseInt(fingerprint.substring(0, 4), 16);
        Duration jitter = life.dividedBy(10).multipliedBy(step).dividedBy(JITTER_STEPS);
        return notAfter.minus(life.dividedBy(3)).minus(jitter);
    }
}
