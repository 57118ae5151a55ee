package dev.etcetera.operator.plan;

import dev.etcetera.operator.api.v1alpha1.EtcdClusterStatus;
import dev.etcetera.operator.observe.Asked;
import dev.etcetera.operator.observe.ObservedCluster;
import org.jspecify.annotations.Nullable;

/** The same look with something else in it. */
final class Seen {
    private Seen() {}

    /** With what is asked of the cluster. */
    static ObservedCluster asking(ObservedCluster seen, Asked asked) {
        return new ObservedCluster(
                seen.resource(),
                seen.members(),
                seen.aside(),
                seen.pods(),
                seen.claims(),
                seen.taken(),
                seen.membership(),
                seen.now(),
                asked);
    }

    /** With a recovery or a restore that is under way. */
    static ObservedCluster marked(
            ObservedCluster seen,
            EtcdClusterStatus.@Nullable Recovery recovery,
            EtcdClusterStatus.@Nullable Restore restore) {
        EtcdClusterStatus s = seen.resource().getStatus();
        seen.resource()
                .setStatus(new EtcdClusterStatus(
                        s.observedGeneration(),
                        s.replicas(),
                        s.readyReplicas(),
                        s.selector(),
                        s.clusterId(),
                        s.leader(),
                        s.version(),
                        s.clientEndpoint(),
                        s.lastSerial(),
                        s.settledVersion(),
                        s.repairs(),
                        recovery,
                        null,
                        s.conditions(),
                        s.tls(),
                        s.space(),
                        s.members(),
                        null,
                        restore));
        return seen;
    }
}
