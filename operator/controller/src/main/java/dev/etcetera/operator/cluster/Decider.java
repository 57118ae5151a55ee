package dev.etcetera.operator.cluster;

import dev.etcetera.operator.api.v1alpha1.EtcdCluster;
import dev.etcetera.operator.observe.ObservedCluster;
import dev.etcetera.operator.plan.ClusterPlanner;
import dev.etcetera.operator.plan.Plan;
import dev.etcetera.operator.resources.Names;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Plans for one cluster with the one thing that depends on all others: whose turn it is. May be used from any thread. */
public final class Decider {
    private final ClusterPlanner planner;
    private final Rollouts rollouts;
    private volatile Supplier<Collection<String>> clusters = List::of;

    public Decider(ClusterPlanner planner, Rollouts rollouts) {
        this.planner = planner;
        this.rollouts = rollouts;
    }

    /** Tells where all clusters are found. */
    void among(Supplier<Stream<EtcdCluster>> all) {
        clusters = () -> all.get().map(Names::uid).toList();
    }

    Plan plan(ObservedCluster observed) {
        boolean turn = rollouts.turn(Names.uid(observed.resource()), planner.rollout(observed), clusters);
        return planner.plan(observed, turn);
    }

    /** The cluster could not be looked at. */
    void failed(EtcdCluster cluster) {
        rollouts.failed(Names.uid(cluster));
    }

    /** The cluster is being deleted. */
    void goes(EtcdCluster cluster) {
        rollouts.goes(Names.uid(cluster));
    }

    /** The cluster is no more. */
    void forget(EtcdCluster cluster) {
        rollouts.forget(Names.uid(cluster));
    }
}
