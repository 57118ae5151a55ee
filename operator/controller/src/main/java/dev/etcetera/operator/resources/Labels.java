package dev.etcetera.operator.resources;

import dev.etcetera.operator.api.v1alpha1.EtcdCluster;
import dev.etcetera.operator.api.v1alpha1.EtcdMember;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Map;
import java.util.TreeMap;

/** The labels by which the operator knows its objects again. */
public final class Labels {
    /** What all labels and annotations of the operator begin with. */
    static final String PREFIX = "etcetera.dev/";

    public static final String MANAGED_BY = "app.kubernetes.io/managed-by";
    public static final String OPERATOR = "etcetera";
    public static final String CLUSTER = "etcetera.dev/cluster";
    public static final String CLUSTER_UID = "etcetera.dev/cluster-uid";
    public static final String MEMBER = "etcetera.dev/member";
    public static final String MEMBER_UID = "etcetera.dev/member-uid";
    /** On a Pod that is no member's: what it runs. */
    public static final String PROGRAM = "etcetera.dev/program";

    public static final String BACKUP_PROGRAM = "backup";
    /** On an EtcdBackup: the EtcdBackupSchedule that it was made for. */
    public static final String SCHEDULE = "etcetera.dev/schedule";

    public static final String SCHEDULE_UID = "etcetera.dev/schedule-uid";
    /** Selects everything that the operator made. */
    public static final String MANAGED_SELECTOR = MANAGED_BY + "=" + OPERATOR;

    private Labels() {}

    /** Labels of an object of the whole cluster. */
    public static Map<String, String> cluster(EtcdCluster cluster) {
        return common(Names.of(cluster), Names.uid(cluster));
    }

    /** Labels of an object of one member. */
    public static Map<String, String> member(EtcdMember member) {
        Map<String, String> labels =
                common(member.getSpec().clusterName(), member.getSpec().clusterUid());
        labels.put(MEMBER, Names.of(member));
        labels.put(MEMBER_UID, Names.uid(member));
        return labels;
    }

    /** What a Service or a budget selects: the Pods of this life of the cluster. */
    public static Map<String, String> selector(EtcdCluster cluster) {
        // In a fixed order: what is applied must not differ from one run to the next.
        return new TreeMap<>(Map.of(CLUSTER, Names.of(cluster), CLUSTER_UID, Names.uid(cluster)));
    }

    /** The value of a label, or an empty string. */
    public static String value(HasMetadata object, String label) {
        Map<String, String> labels = object.getMetadata().getLabels();
        return labels == null ? "" : labels.getOrDefault(label, "");
    }

    private static Map<String, String> common(String clusterName, String clusterUid) {
        Map<String, String> labels = new TreeMap<>();
        labels.put(MANAGED_BY, OPERATOR);
        labels.put("app.kubernetes.io/name", "etcd");
        labels.put("app.kubernetes.io/instance", clusterName);
        labels.put(CLUSTER, clusterName);
        labels.put(CLUSTER_UID, clusterUid);
        return labels;
    }
}
