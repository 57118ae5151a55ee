package dev.etcetera.server.bootstrap;

import dev.etcetera.server.cluster.EtcdVersion;
import dev.etcetera.server.cluster.Member;
import dev.etcetera.server.propose.ClusterVersionMonitor;
import dev.etcetera.server.transport.RemoteCluster;
import java.util.Optional;
import java.util.function.Consumer;

/** Asks other members for their version over the peer port. */
record MemberVersionLookup(RemoteCluster remote) implements ClusterVersionMonitor.Versions {
    @Override
    public void of(Member member, Consumer<Optional<EtcdVersion>> done) {
        remote.versions(
                member.peerUrls(),
                versions -> done.accept(versions.flatMap(found -> EtcdVersion.parse(found.server()))));
    }
}
