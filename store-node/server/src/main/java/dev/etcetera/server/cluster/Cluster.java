package dev.etcetera.server.cluster;

import dev.etcetera.backend.Backend;
import dev.etcetera.backend.BatchTx;
import dev.etcetera.backend.Bucket;
import dev.etcetera.backend.ReadTx;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The membership as applied so far. Changed by the apply thread alone, together with the backend; any thread reads the
 * newest {@link #membership()}, which never changes under its reader.
 */
public final class Cluster {
    private static final byte[] VERSION_KEY = "clusterVersion".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DOWNGRADE_KEY = "downgrade".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] STORAGE_VERSION_KEY = "storageVersion".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] REMOVED = "removed".getBytes(StandardCharsets.US_ASCII);
    /** Keys are ids in hexadecimal: they lie between these two. */
    private static final byte[] FIRST_KEY = {0};

    private static final byte[] BEYOND_KEYS = {(byte) 0xFF};

    private volatile Membership membership;
    private volatile Downgrade downgrade = Downgrade.NONE;
    private volatile Optional<EtcdVersion> storageVersion = Optional.empty();

    /** A cluster that starts from this membership, for instance that of its configuration before anything is applied. */
    public Cluster(Membership initial) {
        membership = initial;
    }

    /** The cluster as the backend has it. */
    public static Cluster recover(Backend backend, long clusterId) {
        Cluster cluster = new Cluster(read(backend, clusterId));
        cluster.readVersions(backend);
        return cluster;
    }

    /** Goes over to the members that the backend holds now. Apply thread. */
    public void restore(Backend backend) {
        membership = read(backend, id());
        readVersions(backend);
    }

    private void readVersions(Backend backend) {
        try (ReadTx tx = backend.readTx()) {
            downgrade =
                    tx.get(Bucket.CLUSTER, DOWNGRADE_KEY).map(Downgrade::read).orElse(Downgrade.NONE);
            storageVersion = tx.get(Bucket.META, STORAGE_VERSION_KEY)
                    .flatMap(text -> EtcdVersion.parse(new String(text, StandardCharsets.UTF_8)))
                    .filter(version -> version.compareTo(StorageVersions.SILENT) > 0);
        }
    }

    private static Membership read(Backend backend, long clusterId) {
        SortedMap<Long, Member> members = new TreeMap<>(Long::compareUnsigned);
        Set<Long> removed = new HashSet<>();
        try (ReadTx tx = backend.readTx()) {
            tx.range(Bucket.MEMBERS, FIRST_KEY, BEYOND_KEYS, 0, (key, value) -> {
                long id = id(key);
                members.put(id, MemberJson.decode(value));
                return true;
            });
            tx.range(Bucket.MEMBERS_REMOVED, FIRST_KEY, BEYOND_KEYS, 0, (key, value) -> {
                removed.add(id(key));
                return true;
            });
            Optional<String> version =
                    tx.get(Bucket.CLUSTER, VERSION_KEY).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
            return new Membership(clusterId, members, removed, version);
        }
    }

    /** The membership now. */
    public Membership membership() {
        return membership;
    }

    /** The cluster's id. */
    public long id() {
        return membership.clusterId();
    }

    /** The members, ordered by id. */
    public List<Member> members() {
        return List.copyOf(membership.members().values());
    }

    /** The member of that id. */
    public Optional<Member> member(long id) {
        return membership.member(id);
    }

    /** The agreed version, for instance {@code 3.7.0}. */
    public Optional<String> version() {
        return membership.clusterVersion();
    }

    /** Whether the cluster is on its way to an older release. */
    public Downgrade downgrade() {
        return downgrade;
    }

    /** The version that the database says it has; databases from before 3.6 say none. */
    public Optional<EtcdVersion> storageVersion() {
        return storageVersion;
    }

    /** Carries out what {@link Membership#decide} found. Apply thread. */
    public void apply(MembershipDecision decision, BatchTx tx) {
        switch (decision) {
            case MembershipDecision.Added(Member member) -> put(member, tx);
            case MembershipDecision.Promoted(Member member) -> put(member, tx);
            case MembershipDecision.Updated(Member member) -> put(member, tx);
            case MembershipDecision.Removed(Member member) -> {
                tx.delete(Bucket.MEMBERS, key(member.id()));
                tx.put(Bucket.MEMBERS_REMOVED, key(member.id()), REMOVED);
            }
            case MembershipDecision.Rejected _ -> {
                // Nothing changes; the proposer is told by whoever asked for the decision.
            }
        }
        membership = membership.after(decision);
    }

    /** A member says its name and where clients find it. A member that was removed meanwhile is left alone. Apply thread. */
    public void updateAttributes(long id, String name, List<String> clientUrls, BatchTx tx) {
        member(id).ifPresent(member -> put(member.withAttributes(name, clientUrls), tx));
    }

    /** The members have agreed on a version. Apply thread. */
    public void setVersion(String version, BatchTx tx) {
        tx.put(Bucket.CLUSTER, VERSION_KEY, version.getBytes(StandardCharsets.UTF_8));
        membership = membership.withVersion(version);
    }

    /** A downgrade begins, ends or is called off. Apply thread. */
    public void setDowngrade(Downgrade change, BatchTx tx) {
        tx.put(Bucket.CLUSTER, DOWNGRADE_KEY, change.json());
        downgrade = change;
    }

    /** The database is one of this version from now on. Apply thread. */
    public void setStorageVersion(EtcdVersion version, BatchTx tx) {
        if (version.compareTo(StorageVersions.SILENT) > 0) {
            tx.put(Bucket.META, STORAGE_VERSION_KEY, version.toString().getBytes(StandardCharsets.US_ASCII));
            storageVersion = Optional.of(version);
        } else {
            tx.delete(Bucket.META, STORAGE_VERSION_KEY);
            storageVersion = Optional.empty();
        }
    }

    private void put(Member member, BatchTx tx) {
        tx.put(Bucket.MEMBERS, key(member.id()), MemberJson.encode(member).getBytes(StandardCharsets.UTF_8));
        membership = membership.with(member);
    }

    private static byte[] key(long id) {
        return MemberIds.hex(id).getBytes(StandardCharsets.US_ASCII);
    }

    private static long id(byte[] key) {
        return MemberIds.parseHex(new String(key, StandardCharsets.US_ASCII));
    }
}
