package dev.etcetera.operator.cluster;

import dev.etcetera.operator.api.v1alpha1.EtcdCluster;
import dev.etcetera.operator.resources.Names;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Answers what is asked of clusters that do not exist. Whatever concerns a cluster that does is decided where everything else
 * about it is: by the reconciler of its EtcdCluster, so that one alone acts on a cluster.
 */
final class Unclaimed {
    private static final Duration RECHECK = Duration.ofSeconds(30);

    private Unclaimed() {}

    /**
     * Looks after one that is not over.
     *
     * @param status what is to be said, by the cluster if there is one; empty when somebody else decides
     */
    static <R extends HasMetadata, S> UpdateControl<R> answer(
            Context<R> context,
            R request,
            String clusterName,
            Function<Optional<EtcdCluster>, Optional<S>> status,
            Consumer<S> writer) {
        EtcdCluster cluster = context.getClient()
                .resources(EtcdCluster.class)
                .inNamespace(Names.namespace(request))
                .withName(clusterName)
                .get();
        Optional<S> said = status.apply(Optional.ofNullable(cluster));
        said.ifPresent(writer);
        UpdateControl<R> nothing = UpdateControl.noUpdate();
        return said.isPresent() ? nothing : nothing.rescheduleAfter(RECHECK);
    }
}
