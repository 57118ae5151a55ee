package dev.etcetera.operator.pki;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the Secret of a certificate holds, as far as it can be used.
 *
 * @param certificate the certificate, if its key is there and fits
 * @param bundle the authorities beside it, in their order
 * @param written when it became what it is
 */
public record LeafView(Optional<CertificateView> certificate, List<CertificateView> bundle, Instant written) {
    public LeafView {
        bundle = List.copyOf(bundle);
    }

    /** There is no Secret. */
    static LeafView none() {
        return new LeafView(Optional.empty(), List.of(), Instant.EPOCH);
    }
}
