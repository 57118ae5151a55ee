package dev.etcetera.server.tls;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A certificate that is not accepted, with the reason in etcd's words; one that was verified at least is named. */
final class CertificateRefusal extends CertificateException {
    private static final long serialVersionUID = 1L;

    private final transient @Nullable X509Certificate verified;

    private CertificateRefusal(String reason, @Nullable X509Certificate verified, @Nullable Throwable cause) {
        super(reason, cause);
        this.verified = verified;
    }

    /** Its chain leads to nobody who is trusted. */
    static CertificateRefusal unverified(String reason, @Nullable Throwable cause) {
        return new CertificateRefusal("tls: failed to verify certificate: " + reason, null, cause);
    }

    /** Its chain is good, but it is not one of those that are let in. */
    static CertificateRefusal of(X509Certificate verified, String reason) {
        return new CertificateRefusal(reason, verified, null);
    }

    Optional<X509Certificate> verified() {
        return Optional.ofNullable(verified);
    }
}
