package dev.etcetera.server.transport;

import dev.etcetera.server.cluster.Membership;
import dev.etcetera.server.consensus.PeerEvents;
import dev.etcetera.server.storage.SnapshotFiles;
import java.util.function.Supplier;

/**
 * What the peer port serves and from where it takes it.
 *
 * @param self who we are
 * @param transport takes the streams that others dial
 * @param events takes the messages of single requests
 * @param membership the members as applied
 * @param versionJson the document of {@code /version}
 * @param store leases, hashes of the key space, and where snapshots go
 */
public record PeerRoutes(
        PeerIdentity self,
        RaftHttpTransport transport,
        PeerEvents events,
        Supplier<Membership> membership,
        Supplier<String> versionJson,
        StoreAccess store) {
    /** What other members may ask of the store and, where this member leads, of the leader; and where snapshots go. */
    public record StoreAccess(
            LeaseForwarding leases,
            HashKvSource hashKv,
            MemberPromotion promotion,
            DowngradeState downgrade,
            SnapshotFiles snapshots) {}
}
