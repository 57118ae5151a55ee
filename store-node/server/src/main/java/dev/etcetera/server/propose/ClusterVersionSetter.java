package dev.etcetera.server.propose;

import dev.etcetera.api.etcdserverpb.InternalRaftRequest;
import dev.etcetera.api.membershippb.ClusterVersionSetRequest;
import dev.etcetera.server.cluster.Cluster;
import dev.etcetera.server.consensus.RaftListener;

/** Sets the version of a new cluster once there is a leader. All members of this release have the same one. */
public final class ClusterVersionSetter implements RaftListener {
    private final Proposer proposer;
    private final Cluster cluster;
    private final String version;

    /** {@code version} is major.minor.0, as etcd keeps it. */
    public ClusterVersionSetter(Proposer proposer, Cluster cluster, String version) {
        this.proposer = proposer;
        this.cluster = cluster;
        this.version = version;
    }

    @Override
    public void committedInTerm(long term) {
        if (cluster.version().isEmpty()) {
            proposer.propose(
                    InternalRaftRequest.newBuilder()
                            .setClusterVersionSet(
                                    ClusterVersionSetRequest.newBuilder().setVer(version)),
                    ProposalCallback.IGNORE);
        }
    }
}
