package dev.etcetera.lease;

import java.util.List;

/**
 * After a change of leader all leases start anew and many would expire in the same second, more than may be revoked in it.
 * Spreads them so that three quarters of the revocation rate suffice.
 */
final class PileUp {
    private static final long SECOND_MILLIS = 1000;

    private final int targetPerSecond;

    PileUp(int revokeRate) {
        targetPerSecond = 3 * revokeRate / 4;
    }

    /** {@code leases} in the order of their expiry. */
    void spread(List<Lease> leases, long nowMillis, long extendMillis) {
        long base = leases.getFirst().remainingMillis(nowMillis);
        long next = base + SECOND_MILLIS;
        int expiries = 0;
        for (Lease lease : leases) {
            long remaining = lease.remainingMillis(nowMillis);
            if (remaining > next) {
                base = remaining;
                next = base + SECOND_MILLIS;
                expiries = 1;
                continue;
            }
            expiries++;
            if (expiries > targetPerSecond) {
                long delay = SECOND_MILLIS * expiries / targetPerSecond - (remaining - base);
                next = base + delay;
                lease.refresh(nowMillis, delay + extendMillis);
            }
        }
    }
}
