package dev.etcetera.server.bootstrap;

import dev.etcetera.server.cluster.Member;
import dev.etcetera.server.cluster.Membership;
import dev.etcetera.server.cluster.MembershipDecision;
import dev.etcetera.server.consensus.MembershipListener;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** {@code etcd_network_known_peers}: 1 for each member, 0 for one that was removed. */
final class KnownPeers implements MembershipListener {
    private final String local;
    private final Gauge gauge;

    KnownPeers(long memberId, Membership membership, PrometheusRegistry registry) {
        local = Long.toHexString(memberId);
        gauge = Gauge.builder()
                .name("etcd_network_known_peers")
                .help("The current number of known peers.")
                .labelNames("Local", "Remote")
                .register(registry);
        show(membership);
    }

    @Override
    public void changed(MembershipDecision decision) {
        switch (decision) {
            case MembershipDecision.Added(Member member) -> set(member.id(), 1);
            case MembershipDecision.Promoted(Member member) -> set(member.id(), 1);
            case MembershipDecision.Removed(Member member) -> set(member.id(), 0);
            case MembershipDecision.Updated _, MembershipDecision.Rejected _ -> {}
        }
    }

    @Override
    public void restored(Membership before, Membership now) {
        show(now);
    }

    private void show(Membership membership) {
        membership.members().keySet().forEach(id -> set(id, 1));
        membership.removedIds().forEach(id -> set(id, 0));
    }

    private void set(long id, int known) {
        gauge.labelValues(local, Long.toHexString(id)).set(known);
    }
}
