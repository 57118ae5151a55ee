package dev.etcetera.operator.pki;

import dev.etcetera.operator.api.v1alpha1.TlsSpec;
import java.time.Duration;

/**
 * How long everything lasts.
 *
 * @param leafLife of a certificate
 * @param authorityLife of an authority
 * @param settle what a change is given to reach those whom nobody can look at: clients
 * @param patience after which a member that cannot be looked at holds up a change no more
 */
public record Terms(Duration leafLife, Duration authorityLife, Duration settle, Duration patience) {
    private static final Duration LEAST_SETTLE = Duration.ofSeconds(10);
    private static final Duration MOST_SETTLE = Duration.ofHours(1);
    private static final Duration LEAST_PATIENCE = Duration.ofMinutes(3);
    private static final Duration MOST_PATIENCE = Duration.ofHours(6);

    /** The terms of the authority of a cluster's clients. */
    public static Terms ofClients(TlsSpec tls) {
        return ofClients(Durations.parse(tls.certificateDuration()), Durations.parse(tls.caDuration()));
    }

    /** The terms of the authority of a cluster's peers. */
    public static Terms ofPeers(TlsSpec tls) {
        return ofPeers(Durations.parse(tls.certificateDuration()), Durations.parse(tls.caDuration()));
    }

    /** The terms of an authority whose certificates are shown to clients, who are not seen. */
    public static Terms ofClients(Duration leafLife, Duration authorityLife) {
        return new Terms(
                leafLife,
                authorityLife,
                between(LEAST_SETTLE, leafLife.dividedBy(12), MOST_SETTLE),
                between(LEAST_PATIENCE, leafLife.dividedBy(6), MOST_PATIENCE));
    }

    /** The terms of an authority whose certificates only members show. */
    public static Terms ofPeers(Duration leafLife, Duration authorityLife) {
        Terms terms = ofClients(leafLife, authorityLife);
        return new Terms(leafLife, authorityLife, LEAST_SETTLE, terms.patience());
    }

    private static Duration between(Duration least, Duration wanted, Duration most) {
        return wanted.compareTo(least) < 0 ? least : wanted.compareTo(most) > 0 ? most : wanted;
    }
}
