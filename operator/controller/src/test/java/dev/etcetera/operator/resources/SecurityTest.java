package dev.etcetera.operator.resources;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.operator.api.v1alpha1.EtcdCluster;
import dev.etcetera.operator.api.v1alpha1.EtcdClusterSpec;
import dev.etcetera.operator.api.v1alpha1.EtcdMember;
import dev.etcetera.operator.api.v1alpha1.TlsSpec;
import dev.etcetera.operator.api.v1alpha1.TlsSpec.Mode;
import dev.etcetera.operator.plan.Clusters;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SecurityTest {
    private static EtcdCluster cluster(@Nullable Mode mode) {
        EtcdClusterSpec s = Clusters.spec(3);
        TlsSpec tls = mode == null ? null : new TlsSpec(mode, "2160h", "43800h", null, null, null, null);
        return Clusters.cluster(
                new EtcdClusterSpec(
                        s.replicas(), s.version(), null, s.storage(), null, null, null, tls, null, null, null),
                false);
    }

    private static EtcdMember member(Mode mode) {
        return MemberObjects.member(
                cluster(mode), 1, MemberObjects.initialCluster(cluster(mode), 1, 1), Clusters.IMAGE, Optional.empty());
    }

    private static Mode settled(@Nullable Mode asked, EtcdMember... members) {
        return Objects.requireNonNull(Security.settle(cluster(asked), List.of(members))
                        .getSpec()
                        .tls())
                .mode();
    }

    @Test
    void runningClusterGoesOnAsItIs() {
        assertThat(settled(null, member(Mode.OFF))).isEqualTo(Mode.OFF);
        assertThat(settled(null, member(Mode.OPERATOR))).isEqualTo(Mode.OPERATOR);
        assertThat(settled(Mode.OPERATOR, member(Mode.OFF))).isEqualTo(Mode.OFF);
        assertThat(settled(Mode.OFF, member(Mode.OPERATOR))).isEqualTo(Mode.OPERATOR);
    }

    @Test
    void newClusterGetsWhatItAsksFor() {
        for (Mode mode : Mode.values()) {
            assertThat(settled(mode)).isEqualTo(mode);
        }
        assertThat(settled(Mode.SECRETS, member(Mode.OPERATOR))).isEqualTo(Mode.SECRETS);
    }

    @Test
    void urlsFollow() {
        assertThat(Names.clientUrl(cluster(Mode.OFF))).isEqualTo("http://demo-client.default.svc:2379");
        assertThat(Names.clientUrl(cluster(Mode.OPERATOR))).isEqualTo("https://demo-client.default.svc:2379");
        String peer = Names.peerUrl(cluster(Mode.OPERATOR), 7);
        assertThat(peer).isEqualTo("https://demo-7.demo-peers.default.svc:2380");
        assertThat(Names.serial(cluster(Mode.OPERATOR), peer)).hasValue(7);
        assertThat(Names.serial(cluster(Mode.OFF), peer)).isEmpty();
    }
}
