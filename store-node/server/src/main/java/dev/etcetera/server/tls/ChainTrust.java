package dev.etcetera.server.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Whether a chain leads to an authority: the JDK's path validation with Go's words for what is wrong. */
final class ChainTrust {
    private final X509ExtendedTrustManager delegate;
    private final InstantSource clock;

    private ChainTrust(X509ExtendedTrustManager delegate, InstantSource clock) {
        this.delegate = delegate;
        this.clock = clock;
    }

    /** Trusts these authorities, or those that the JDK brings. */
    static ChainTrust in(Optional<List<X509Certificate>> authorities, InstantSource clock) throws IOException {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(authorities.isPresent() ? keyStore(authorities.get()) : null);
            for (TrustManager manager : factory.getTrustManagers()) {
                if (manager instanceof X509ExtendedTrustManager found) {
                    return new ChainTrust(found, clock);
                }
            }
            throw new IOException("the JDK has no trust manager for X.509");
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot use the trusted certificates: " + e.getMessage(), e);
        }
    }

    private static KeyStore keyStore(List<X509Certificate> authorities) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        for (int i = 0; i < authorities.size(); i++) {
            store.setCertificateEntry("authority" + i, authorities.get(i));
        }
        return store;
    }

    X509Certificate[] authorities() {
        return delegate.getAcceptedIssuers();
    }

    /** One of the two checks of {@link X509ExtendedTrustManager}. */
    interface Check {
        void run(X509ExtendedTrustManager delegate) throws CertificateException;
    }

    void verify(X509Certificate[] chain, Check check) throws CertificateRefusal {
        try {
            check.run(delegate);
        } catch (CertificateException e) {
            throw CertificateRefusal.unverified(
                    reason(chain[0], e), pathProblem(e).orElse(null));
        }
    }

    private String reason(X509Certificate leaf, CertificateException failure) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        if (now.isAfter(leaf.getNotAfter().toInstant())) {
            return "x509: certificate has expired or is not yet valid: current time %s is after %s"
                    .formatted(now, leaf.getNotAfter().toInstant());
        }
        if (now.isBefore(leaf.getNotBefore().toInstant())) {
            return "x509: certificate has expired or is not yet valid: current time %s is before %s"
                    .formatted(now, leaf.getNotBefore().toInstant());
        }
        String said = String.valueOf(failure.getMessage());
        if (said.contains("Extended key usage")) {
            return "x509: certificate specifies an incompatible key usage";
        }
        return pathProblem(failure).isPresent() || !said.contains("unable to find valid certification path")
                ? "x509: " + said
                : "x509: certificate signed by unknown authority";
    }

    /** What the JDK derives the alert from that it sends. */
    private static Optional<CertPathValidatorException> pathProblem(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertPathValidatorException problem && problem.getReason() != BasicReason.UNSPECIFIED) {
                return Optional.of(problem);
            }
        }
        return Optional.empty();
    }
}
