package dev.etcetera.server.propose;

import java.time.Duration;

/**
 * How long proposals may take and how large they may be.
 *
 * @param requestTimeout how long a proposal is waited for: 5 s and two elections
 * @param electionTimeout within two of which a change of leader is blamed for a timeout
 * @param maxRequestBytes the largest encoded request
 */
public record ProposeLimits(Duration requestTimeout, Duration electionTimeout, int maxRequestBytes) {
    /** As etcd reckons: 5 s for queueing and disk, and time for two elections. */
    public static ProposeLimits of(Duration electionTimeout, int maxRequestBytes) {
        return new ProposeLimits(
                Duration.ofSeconds(5).plus(electionTimeout.multipliedBy(2)), electionTimeout, maxRequestBytes);
    }
}
