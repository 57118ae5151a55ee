package dev.etcetera.operator.pki;

import dev.etcetera.operator.api.v1alpha1.TlsStatus;
import java.time.Duration;
import java.util.Optional;

/**
 * How a cluster's certificates are.
 *
 * @param ready whether all that members and clients need is there
 * @param reason one word
 * @param message one sentence, without a full stop
 * @param recheck when to look again, at the latest
 */
public record TlsReport(boolean ready, String reason, String message, TlsStatus status, Duration recheck) {
    /** Nobody can say now; what was known before stays. */
    public static TlsReport unknown(String message, Optional<TlsReport> before, Duration recheck) {
        return new TlsReport(
                false,
                "SecretsNotReached",
                message + "; trying again",
                before.map(TlsReport::status).orElseGet(() -> new TlsStatus(null, null, null, null)),
                recheck);
    }

    /** The same with another time for the next look. */
    public TlsReport in(Duration time) {
        return new TlsReport(ready, reason, message, status, time);
    }
}
