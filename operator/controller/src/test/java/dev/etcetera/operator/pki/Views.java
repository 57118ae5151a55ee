package dev.etcetera.operator.pki;

import java.time.Instant;
import java.util.Set;

/** Certificates as decisions see them, made without any cryptography. */
final class Views {
    private int serial;

    CertificateView authority(Instant now, Instant end) {
        int number = ++serial;
        return new CertificateView(
                fingerprint(number),
                "CN=ca-" + number,
                "ca-" + number,
                "key-" + number,
                "key-" + number,
                now.minus(CertificateView.BACKDATE),
                end,
                Set.of());
    }

    CertificateView leaf(LeafRequest request, CertificateView signer, Instant now, Instant end) {
        int number = ++serial;
        return new CertificateView(
                fingerprint(number),
                "CN=" + request.commonName(),
                request.commonName(),
                "key-" + number,
                signer.keyId(),
                now.minus(CertificateView.BACKDATE),
                end,
                request.names());
    }

    /** Spread over all jitter. */
    private static String fingerprint(int number) {
        return "%08x".formatted(number * 0x9E3779B1);
    }
}
