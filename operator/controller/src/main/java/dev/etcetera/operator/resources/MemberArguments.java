package dev.etcetera.operator.resources;

import dev.etcetera.operator.api.v1alpha1.EtcdMember;
import dev.etcetera.operator.api.v1alpha1.EtcdMemberSpec;
import dev.etcetera.operator.api.v1alpha1.EtcdOptions;
import dev.etcetera.operator.api.v1alpha1.EtcdOptions.LogLevel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The flags of the etcd process. They are etcd's own: any image that understands them will do. */
final class MemberArguments {
    private static final String ANY_ADDRESS = "http://0.0.0.0:";

    private MemberArguments() {}

    /**
     * The flags of this member.
     *
     * @param newCluster whether the member may form a new cluster with its fellows; true only before it ever answered, and
     *     never for one that joins
     */
    static List<String> of(EtcdMember member, boolean newCluster) {
        EtcdMemberSpec spec = member.getSpec();
        String host = Names.host(Names.of(member), spec.clusterName(), Names.namespace(member));
        List<String> arguments = new ArrayList<>(List.of(
                "--name=" + Names.of(member),
                "--data-dir=" + MemberPod.DATA_PATH + "/member-data",
                "--listen-client-urls=" + ANY_ADDRESS + Names.CLIENT_PORT,
                "--advertise-client-urls=http://" + host + ":" + Names.CLIENT_PORT,
                "--listen-peer-urls=" + ANY_ADDRESS + Names.PEER_PORT,
                "--initial-advertise-peer-urls=http://" + host + ":" + Names.PEER_PORT,
                "--initial-cluster="
                        + spec.initialCluster().stream()
                                .map(m -> m.name() + "=" + m.peerUrl())
                                .collect(Collectors.joining(",")),
                "--initial-cluster-token=" + spec.clusterUid(),
                "--initial-cluster-state=" + (newCluster ? "new" : "existing")));
        EtcdOptions options = spec.options();
        if (options != null) {
            addOptions(arguments, options);
        }
        return List.copyOf(arguments);
    }

    private static void addOptions(List<String> arguments, EtcdOptions options) {
        add(arguments, "quota-backend-bytes", options.quotaBackendBytes());
        EtcdOptions.CompactionMode mode = options.autoCompactionMode();
        add(arguments, "auto-compaction-mode", mode == null ? null : lower(mode));
        add(arguments, "auto-compaction-retention", options.autoCompactionRetention());
        add(arguments, "snapshot-count", options.snapshotCount());
        add(arguments, "max-request-bytes", options.maxRequestBytes());
        add(arguments, "heartbeat-interval", options.heartbeatIntervalMillis());
        add(arguments, "election-timeout", options.electionTimeoutMillis());
        LogLevel level = options.logLevel();
        add(arguments, "log-level", level == null ? null : lower(level));
    }

    private static void add(List<String> arguments, String flag, @Nullable Object value) {
        if (value != null) {
            arguments.add("--" + flag + "=" + value);
        }
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
