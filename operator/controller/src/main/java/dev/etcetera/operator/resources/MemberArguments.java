package dev.etcetera.operator.resources;

import dev.etcetera.operator.api.v1alpha1.EtcdMember;
import dev.etcetera.operator.api.v1alpha1.EtcdMemberSpec;
import dev.etcetera.operator.api.v1alpha1.EtcdMemberSpec.MemberRecovery;
import dev.etcetera.operator.api.v1alpha1.EtcdMemberSpec.MemberTls;
import dev.etcetera.operator.api.v1alpha1.EtcdMemberSpec.Part;
import dev.etcetera.operator.api.v1alpha1.EtcdOptions;
import dev.etcetera.operator.api.v1alpha1.EtcdOptions.LogLevel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The flags of the etcd process. They are etcd's own: any image that understands them will do. */
final class MemberArguments {
    private static final String ANY_ADDRESS = "://0.0.0.0:";

    private MemberArguments() {}

    /**
     * The flags of this member.
     *
     * @param newCluster whether the member may form a new cluster with its fellows; true only before it ever answered, and
     *     never for one that joins
     */
    static List<String> of(EtcdMember member, boolean newCluster) {
        EtcdMemberSpec spec = member.getSpec();
        MemberTls tls = spec.tls();
        String scheme = tls == null ? "http" : "https";
        String host = Names.host(Names.of(member), spec.clusterName(), Names.namespace(member));
        List<String> arguments = new ArrayList<>(List.of(
                "--name=" + Names.of(member),
                "--data-dir=" + MemberPod.DATA_PATH + "/member-data",
                "--listen-client-urls=" + scheme + ANY_ADDRESS + Names.CLIENT_PORT,
                "--advertise-client-urls=" + scheme + "://" + host + ":" + Names.CLIENT_PORT,
                "--listen-peer-urls=" + scheme + ANY_ADDRESS + Names.PEER_PORT,
                "--initial-advertise-peer-urls=" + scheme + "://" + host + ":" + Names.PEER_PORT,
                initialCluster(spec),
                "--initial-cluster-token=" + spec.clusterUid(),
                "--initial-cluster-state=" + (newCluster ? "new" : "existing")));
        MemberRecovery recovery = spec.recovery();
        if (recovery != null && recovery.part() == Part.FORCED) {
            arguments.add("--force-new-cluster");
        }
        if (tls != null) {
            addTls(arguments, tls);
        }
        EtcdOptions options = spec.options();
        if (options != null) {
            addOptions(arguments, options);
        }
        return List.copyOf(arguments);
    }

    /** The members that it begins with, as etcd's flag has them. */
    static String initialCluster(EtcdMemberSpec spec) {
        return "--initial-cluster="
                + spec.initialCluster().stream()
                        .map(m -> m.name() + "=" + m.peerUrl())
                        .collect(Collectors.joining(","));
    }

    private static void addTls(List<String> arguments, MemberTls tls) {
        String server = TlsMounts.SERVER_PATH + "/";
        String peer = TlsMounts.PEER_PATH + "/";
        arguments.addAll(List.of(
                "--cert-file=" + server + "tls.crt",
                "--key-file=" + server + "tls.key",
                "--trusted-ca-file=" + server + "ca.crt",
                "--client-cert-auth=true",
                "--peer-cert-file=" + peer + "tls.crt",
                "--peer-key-file=" + peer + "tls.key",
                "--peer-trusted-ca-file=" + peer + "ca.crt",
                "--peer-client-cert-auth=true",
                // A name in the certificate would have to be found in the DNS for each connection; the authority says
                // it all.
                "--peer-skip-client-san-verification=true",
                // The kubelet and Prometheus have no client certificate.
                "--listen-metrics-urls=http" + ANY_ADDRESS + Names.METRICS_PORT));
        add(arguments, "peer-cert-allowed-hostname", tls.peerName());
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
