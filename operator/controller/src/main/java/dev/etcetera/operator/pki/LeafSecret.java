package dev.etcetera.operator.pki;

import java.time.Instant;
import java.util.Map;

/** The Secret of a certificate: tls.crt, tls.key, and in ca.crt what verifies those to whom it is shown. */
public record LeafSecret(SecretContent content) {
    private static final String WRITTEN = "etcetera.dev/written";

    /** What of it can be used. */
    public LeafView view() {
        return new LeafView(
                Pem.pair(content.value(SecretContent.CERTIFICATE), content.value(SecretContent.KEY)),
                Pem.certificates(content.value(SecretContent.BUNDLE)),
                content.time(WRITTEN));
    }

    /** The authorities beside the certificate. */
    public String bundle() {
        return content.value(SecretContent.BUNDLE);
    }

    /** With another certificate. */
    public LeafSecret with(Credential credential, String bundle, Instant now) {
        return new LeafSecret(new SecretContent(
                        Map.of(
                                SecretContent.CERTIFICATE, credential.certificatePem(),
                                SecretContent.KEY, credential.keyPem(),
                                SecretContent.BUNDLE, bundle),
                        content.annotations())
                .noting(WRITTEN, now));
    }

    /** Whether there is a key in it. */
    public boolean hasKey() {
        return !content.value(SecretContent.KEY).isEmpty();
    }

    /** Without its certificate and its key; the API server wants both values to be there. */
    public LeafSecret emptied(Instant now) {
        return new LeafSecret(content.with(SecretContent.CERTIFICATE, "")
                .with(SecretContent.KEY, "")
                .noting(WRITTEN, now));
    }

    /** With other authorities beside the certificate. */
    public LeafSecret rebundled(String bundle, Instant now) {
        return new LeafSecret(content.with(SecretContent.BUNDLE, bundle).noting(WRITTEN, now));
    }
}
