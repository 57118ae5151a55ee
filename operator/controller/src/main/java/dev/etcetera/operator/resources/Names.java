package dev.etcetera.operator.resources;

import dev.etcetera.operator.api.v1alpha1.EtcdBackup;
import dev.etcetera.operator.api.v1alpha1.EtcdBackupSchedule;
import dev.etcetera.operator.api.v1alpha1.EtcdCluster;
import dev.etcetera.operator.api.v1alpha1.EtcdMember;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.OptionalInt;

/** How everything that belongs to a cluster is called. */
public final class Names {
    public static final int CLIENT_PORT = 2379;
    public static final int PEER_PORT = 2380;
    public static final int METRICS_PORT = 2381;

    private Names() {}

    /** A member, its Pod and its host name. */
    public static String member(EtcdCluster cluster, int serial) {
        return of(cluster) + "-" + serial;
    }

    /** The serial of a member of this name. */
    public static int serialOf(EtcdCluster cluster, String member) {
        return Integer.parseInt(member.substring(of(cluster).length() + 1));
    }

    /** The headless Service that gives each Pod its DNS name. */
    public static String peerService(String cluster) {
        return cluster + "-peers";
    }

    /** The Service that clients use. */
    public static String clientService(String cluster) {
        return cluster + "-client";
    }

    /** The PodDisruptionBudget. */
    public static String budget(String cluster) {
        return cluster + "-quorum";
    }

    /** The claim of a member: it carries the member's own UID, so no other life of the name can ever meet it. */
    public static String claim(EtcdMember member) {
        return "data-" + of(member) + "-" + uid(member).substring(0, 8);
    }

    /** DNS name of a member's Pod. */
    public static String host(String member, String cluster, String namespace) {
        return member + "." + peerService(cluster) + "." + namespace + ".svc";
    }

    /** Where a member's peers reach it. */
    public static String peerUrl(EtcdCluster cluster, int serial) {
        return scheme(cluster) + host(member(cluster, serial), of(cluster), namespace(cluster)) + ":" + PEER_PORT;
    }

    /** The serial in a peer URL that {@link #peerUrl} made for this cluster, if it is one. */
    public static OptionalInt serial(EtcdCluster cluster, String peerUrl) {
        String name = peerUrl.replaceFirst("^https?://", "").replaceFirst("\\..*$", "");
        String digits = name.substring(name.lastIndexOf('-') + 1);
        if (!digits.matches("[1-9][0-9]{0,8}")) {
            return OptionalInt.empty();
        }
        int serial = Integer.parseInt(digits);
        return peerUrl(cluster, serial).equals(peerUrl) ? OptionalInt.of(serial) : OptionalInt.empty();
    }

    /** Where clients reach the cluster. */
    public static String clientUrl(EtcdCluster cluster) {
        return scheme(cluster) + clientService(of(cluster)) + "." + namespace(cluster) + ".svc:" + CLIENT_PORT;
    }

    private static String scheme(EtcdCluster cluster) {
        return Security.isOn(cluster) ? "https://" : "http://";
    }

    /** Folder of a schedule's backups in its store. */
    public static String chain(EtcdBackupSchedule schedule) {
        return namespace(schedule) + "/" + schedule.getSpec().clusterName() + "/" + of(schedule);
    }

    /** Folder of a backup in its store, where its spec does not name one. */
    public static String folder(EtcdBackup backup) {
        String asked = backup.getSpec().path();
        return asked != null
                ? asked
                : namespace(backup) + "/" + backup.getSpec().clusterName() + "/" + of(backup);
    }

    /** The object's own name. */
    public static String of(HasMetadata object) {
        return object.getMetadata().getName();
    }

    /** The object's namespace. */
    public static String namespace(HasMetadata object) {
        return object.getMetadata().getNamespace();
    }

    /** The UID that Kubernetes gave to this life of the object. */
    public static String uid(HasMetadata object) {
        return object.getMetadata().getUid();
    }
}
