package dev.etcetera.operator.resources;

import dev.etcetera.operator.api.v1alpha1.EtcdCluster;
import dev.etcetera.operator.api.v1alpha1.EtcdClusterSpec;
import dev.etcetera.operator.api.v1alpha1.EtcdClusterStatus;
import dev.etcetera.operator.api.v1alpha1.EtcdMember;
import dev.etcetera.operator.api.v1alpha1.EtcdMemberSpec.MemberTls;
import dev.etcetera.operator.api.v1alpha1.TlsSpec;
import dev.etcetera.operator.api.v1alpha1.TlsSpec.Mode;
import dev.etcetera.operator.api.v1alpha1.TlsSpec.UserSecrets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How a cluster's connections are secured, and the names of the Secrets that takes. */
public final class Security {
    /** What a new cluster gets whose spec says nothing. */
    private static final Mode DEFAULT = Mode.OPERATOR;

    private static final String CERTIFICATE_DURATION = "2160h";
    private static final String CA_DURATION = "43800h";

    private Security() {}

    /** Whether members are reached by https. */
    public static boolean isOn(EtcdCluster cluster) {
        TlsSpec tls = cluster.getSpec().tls();
        return tls != null && tls.mode() != Mode.OFF;
    }

    /**
     * Says in the spec at hand what the user left open: a running cluster goes on as it is, a new one gets the default.
     * Nothing of it is ever written.
     */
    public static EtcdCluster settle(EtcdCluster cluster, List<EtcdMember> members) {
        TlsSpec asked = cluster.getSpec().tls();
        Optional<Boolean> runs = runsSecured(cluster, members);
        boolean contradicts = asked != null && runs.isPresent() && runs.get() == (asked.mode() == Mode.OFF);
        if (asked == null || contradicts) {
            Mode mode = runs.map(secured -> secured ? Mode.OPERATOR : Mode.OFF).orElse(DEFAULT);
            cluster.setSpec(with(cluster.getSpec(), tls(mode)));
        }
        return cluster;
    }

    /** Whether the members that there are speak TLS; empty while there are none. */
    private static Optional<Boolean> runsSecured(EtcdCluster cluster, List<EtcdMember> members) {
        EtcdClusterStatus status = cluster.getStatus();
        String endpoint = status == null ? null : status.clientEndpoint();
        return members.stream()
                .findFirst()
                .map(member -> member.getSpec().tls() != null)
                .or(() -> Optional.ofNullable(endpoint).map(url -> url.startsWith("https:")));
    }

    private static TlsSpec tls(Mode mode) {
        return new TlsSpec(mode, CERTIFICATE_DURATION, CA_DURATION, null, null, null, null);
    }

    private static EtcdClusterSpec with(EtcdClusterSpec spec, TlsSpec tls) {
        return new EtcdClusterSpec(
                spec.replicas(),
                spec.version(),
                spec.image(),
                spec.storage(),
                spec.resources(),
                spec.pod(),
                spec.options(),
                tls,
                spec.downgrade(),
                spec.bootstrap(),
                spec.backup());
    }

    /** What a member of this cluster reads; null when its connections are not secured. */
    static @Nullable MemberTls memberTls(EtcdCluster cluster) {
        if (!isOn(cluster)) {
            return null;
        }
        // An authority of the operator's own signs for peers of this cluster and for nobody else; any other may.
        boolean ofOthers = Objects.requireNonNull(cluster.getSpec().tls()).mode() == Mode.CERT_MANAGER;
        return new MemberTls(serverSecret(cluster), peerSecret(cluster), ofOthers ? peerName(cluster) : null);
    }

    /** Name that the certificate of each peer bears, and no other. */
    public static String peerName(EtcdCluster cluster) {
        return Names.peerService(Names.of(cluster)) + "." + Names.namespace(cluster) + ".svc";
    }

    /** Name by which the operator itself knows a member's certificate: it calls members by their addresses. */
    public static String serverName(EtcdCluster cluster) {
        return Names.clientService(Names.of(cluster)) + "." + Names.namespace(cluster) + ".svc";
    }

    /** What members show to clients. */
    public static String serverSecret(EtcdCluster cluster) {
        UserSecrets own = ofUser(cluster);
        return own == null ? Names.of(cluster) + "-server-tls" : own.server();
    }

    /** What members show each other. */
    public static String peerSecret(EtcdCluster cluster) {
        UserSecrets own = ofUser(cluster);
        return own == null ? Names.of(cluster) + "-peer-tls" : own.peer();
    }

    /** What the operator shows to members. */
    public static String operatorSecret(EtcdCluster cluster) {
        UserSecrets own = ofUser(cluster);
        return own == null ? Names.of(cluster) + "-operator-tls" : own.client();
    }

    /** What a client may show that has no certificate of its own; null where the user brings them. */
    public static @Nullable String clientSecret(EtcdCluster cluster) {
        return ofUser(cluster) == null ? Names.of(cluster) + "-client-tls" : null;
    }

    /** The authority that signs for the client port. */
    public static String clientAuthority(EtcdCluster cluster) {
        return Names.of(cluster) + "-client-ca";
    }

    /** The authority that signs for the peer port. */
    public static String peerAuthority(EtcdCluster cluster) {
        return Names.of(cluster) + "-peer-ca";
    }

    private static @Nullable UserSecrets ofUser(EtcdCluster cluster) {
        TlsSpec tls = cluster.getSpec().tls();
        return tls == null ? null : tls.secrets();
    }
}
