package dev.etcetera.operator.observe;

import dev.etcetera.operator.api.v1alpha1.EtcdCluster;
import dev.etcetera.operator.api.v1alpha1.EtcdClusterStatus;
import dev.etcetera.operator.member.LiveMember;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Everything that is known of a cluster at one moment.
 *
 * @param members by serial
 * @param pods all Pods of this life of the cluster, also those of no known member
 * @param claims all volume claims of this life of the cluster
 * @param taken objects of others that bear a name which this cluster needs, as kind/name
 * @param membership the members as the cluster itself lists them; empty when nobody could say
 */
public record ObservedCluster(
        EtcdCluster resource,
        List<ObservedMember> members,
        List<PodView> pods,
        List<ClaimView> claims,
        List<String> taken,
        Optional<List<LiveMember>> membership,
        Instant now) {
    public ObservedCluster {
        members = List.copyOf(members);
        pods = List.copyOf(pods);
        claims = List.copyOf(claims);
        taken = List.copyOf(taken);
    }

    /** How many members serve. */
    public int serving() {
        return (int) members.stream().filter(m -> m.health().serving()).count();
    }

    /** How many members must serve so that writes are accepted. */
    public int quorum() {
        return members.size() / 2 + 1;
    }

    /** Whether this cluster was once seen to serve: from then on no new one is ever formed in its place. */
    public boolean everServed() {
        EtcdClusterStatus status = resource.getStatus();
        return status != null && status.clusterId() != null;
    }
}
