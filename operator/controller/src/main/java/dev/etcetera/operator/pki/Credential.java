package dev.etcetera.operator.pki;

/** A certificate and its key, as PEM. Its own text shows no key. */
public record Credential(String certificatePem, String keyPem) {
    @Override
    public String toString() {
        return "Credential[" + Pem.certificates(certificatePem) + "]";
    }
}
