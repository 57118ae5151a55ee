package dev.etcetera.server.metrics;

import io.prometheus.metrics.core.metrics.Counter;

/** Leases. */
public record LeaseMetrics(Counter granted, Counter revoked, Counter renewed, Counter expired) {
    static LeaseMetrics in(Registration r) {
        return new LeaseMetrics(
                r.counter("etcd_debugging_lease_granted_total", "Leases granted."),
                r.counter("etcd_debugging_lease_revoked_total", "Leases revoked."),
                r.counter("etcd_debugging_lease_renewed_total", "Leases renewed by this leader."),
                r.counter("etcd_debugging_server_lease_expired_total", "Leases that ran out."));
    }
}
