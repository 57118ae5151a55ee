package dev.etcetera.server.bootstrap;

import dev.etcetera.server.cluster.JoinCheck;
import dev.etcetera.server.cluster.Member;
import dev.etcetera.server.cluster.MemberVersions;
import dev.etcetera.server.cluster.Membership;
import dev.etcetera.server.config.ClusterConfig;
import dev.etcetera.server.config.UrlEquality;
import dev.etcetera.server.storage.MemberIdentity;
import dev.etcetera.server.transport.RemoteCluster;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How a member without data becomes one of a running cluster ({@code --initial-cluster-state=existing}): it asks the others who
 * they are, checks that they mean the same cluster as its configuration, and takes its id from them. Its log stays empty: it
 * learns everything else from the leader.
 */
final class Joining {
    private final ClusterConfig config;
    private final String name;
    private final Peers peers;

    /** Who the member is, and whom it may talk to before its log tells it. */
    record Joined(MemberIdentity identity, List<Member> members) {}

    Joining(ClusterConfig config, String name, Peers peers) {
        this.config = config;
        this.name = name;
        this.peers = peers;
    }

    /** {@code configured} are the members of {@code --initial-cluster}; throws with etcd's words when they do not fit. */
    Joined join(Membership configured) throws IOException {
        List<String> urls = configured.members().values().stream()
                .filter(member -> !member.name().equals(name))
                .flatMap(member -> member.peerUrls().stream())
                .sorted()
                .toList();
        RemoteCluster.View existing = peers.members(urls)
                .orElseThrow(() -> new IOException("cannot fetch cluster info from peer urls:"
                        + " could not retrieve cluster information from the given URLs"));
        long id = ownId(configured, existing);
        checkVersions(
                existing.members().stream().filter(member -> member.id() != id).toList());
        if (existing.members().stream().filter(Member::learner).count() > config.maxLearners()) {
            throw new IOException("membership: too many learner members in cluster");
        }
        return new Joined(new MemberIdentity(id, existing.clusterId()), existing.members());
    }

    private long ownId(Membership configured, RemoteCluster.View existing) throws IOException {
        UrlEquality equality = UrlEquality.ofThisHost();
        return switch (JoinCheck.match(configured, existing.members(), equality::difference)) {
            case JoinCheck.Match.Matched(var ids) -> Objects.requireNonNull(ids.get(name), name);
            case JoinCheck.Match.Different(String reason) ->
                throw new IOException("error validating peerURLs "
                        + JoinCheck.describe(existing.clusterId(), existing.members()) + ": " + reason);
        };
    }

    private void checkVersions(List<Member> others) throws IOException {
        List<MemberVersions> versions = others.stream()
                .map(member -> peers.versions(member.peerUrls()))
                .flatMap(Optional::stream)
                .toList();
        boolean downgrading = others.stream()
                .map(member -> peers.downgradeEnabled(member.peerUrls()))
                .flatMap(Optional::stream)
                .findFirst()
                .orElse(false);
        if (!JoinCheck.isCompatible(versions, Versions.OWN, downgrading)) {
            throw new IOException("incompatible with current running cluster");
        }
    }
}
