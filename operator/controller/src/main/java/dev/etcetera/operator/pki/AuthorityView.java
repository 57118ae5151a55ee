package dev.etcetera.operator.pki;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the Secret of an authority holds, as far as it can be used.
 *
 * @param newest the authority with its key; empty when it is missing or broken
 * @param issuing the one before, with its key, while it still signs
 * @param trusted what the bundle holds
 * @param since when the phase began
 * @param request the last request for a new authority that was granted
 */
public record AuthorityView(
        Optional<CertificateView> newest,
        Optional<CertificateView> issuing,
        List<CertificateView> trusted,
        Phase phase,
        Instant since,
        String request) {
    public AuthorityView {
        trusted = List.copyOf(trusted);
    }

    /** There is no Secret. */
    static AuthorityView none() {
        return new AuthorityView(Optional.empty(), Optional.empty(), List.of(), Phase.STEADY, Instant.EPOCH, "");
    }
}
