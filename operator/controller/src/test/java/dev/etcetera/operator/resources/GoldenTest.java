package dev.etcetera.operator.resources;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.operator.api.v1alpha1.EtcdBackup;
import dev.etcetera.operator.api.v1alpha1.EtcdBackupSchedule;
import dev.etcetera.operator.api.v1alpha1.EtcdCluster;
import dev.etcetera.operator.api.v1alpha1.EtcdClusterSpec;
import dev.etcetera.operator.api.v1alpha1.EtcdMember;
import dev.etcetera.operator.api.v1alpha1.RestoreSource;
import dev.etcetera.operator.api.v1alpha1.TlsSpec;
import dev.etcetera.operator.pki.CertManagerObjects;
import dev.etcetera.operator.pki.Wanted;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * What the operator writes for one cluster, as YAML that a reader can check. With -Dgolden.write=true the files are
 * written anew; then read the difference.
 */
class GoldenTest {
    private static final Path FOLDER = Path.of("src/test/resources/dev/etcetera/operator/resources");

    private static final String OPERATOR = "etcetera/operator:0.1.0";

    @Test
    void clusterObjects() throws IOException {
        check("cluster-objects.yaml", ClusterObjects.all(cluster(), 3));
    }

    @Test
    void firstMember() throws IOException {
        EtcdMember member = member();
        check("member-1.yaml", List.of(member, MemberObjects.claim(member), MemberPod.desired(member, true)));
    }

    @Test
    void memberThatJoins() throws IOException {
        EtcdMember joining =
                MemberObjects.joining(cluster(), 4, MemberObjects.initialCluster(cluster(), 1, 3), member());
        joining.getMetadata().setUid("bbbbbbbb-cccc-dddd-eeee-ffffffffffff");
        check("member-4.yaml", List.of(joining, MemberObjects.claim(joining), MemberPod.desired(joining, false)));
    }

    @Test
    void memberWithSecuredConnections() throws IOException {
        EtcdCluster cluster = secured(TlsSpec.Mode.OPERATOR);
        EtcdMember member = MemberObjects.member(
                cluster, 1, MemberObjects.initialCluster(cluster, 1, 3), "etcetera/store:0.1.0", Optional.empty());
        member.getMetadata().setUid("aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee");
        check("secured-member-1.yaml", List.of(member, MemberPod.desired(member, true)));
    }

    @Test
    void certificatesAskedOfCertManager() throws IOException {
        check(
                "cert-manager.yaml",
                CertManagerObjects.all(secured(TlsSpec.Mode.CERT_MANAGER), new Wanted("cluster.local")));
    }

    @Test
    void podsThatBackUp() throws IOException {
        EtcdCluster cluster = secured(TlsSpec.Mode.OPERATOR);
        EtcdBackup backup = read("backup.yaml", EtcdBackup.class);
        EtcdBackupSchedule schedule = read("backup-schedule.yaml", EtcdBackupSchedule.class);
        check(
                "backup-pods.yaml",
                List.of(
                        BackupPods.save(backup, cluster, Names.folder(backup), 2, OPERATOR),
                        BackupPods.delete(backup, Names.folder(backup), OPERATOR),
                        BackupPods.follow(schedule, cluster, Names.chain(schedule), 1, OPERATOR)));
    }

    @Test
    void memberWhoseVolumeIsFilledFromABackup() throws IOException {
        EtcdBackupSchedule schedule = read("backup-schedule.yaml", EtcdBackupSchedule.class);
        RestoreSource source = new RestoreSource(null, "often", null, null, null, null, "2026-11-29T12:00:00Z");
        RestoreOrigin.Known known = (RestoreOrigin.Known) RestoreOrigin.of(source, null, schedule, OPERATOR);
        EtcdMember member = MemberObjects.member(
                cluster(),
                1,
                MemberObjects.initialCluster(cluster(), 1, 1),
                "etcetera/store:0.1.0",
                Optional.of(known.restore()));
        member.getMetadata().setUid("aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee");
        check("restored-member-1.yaml", List.of(member, MemberPod.desired(member, true)));
        assertThat(MemberPod.desired(member, false).getSpec().getInitContainers())
                .as("never again once it has answered")
                .isEmpty();
    }

    private static <T> T read(String file, Class<T> type) throws IOException {
        return Serialization.unmarshal(Files.newInputStream(FOLDER.resolve(file)), type);
    }

    private static EtcdCluster secured(TlsSpec.Mode mode) throws IOException {
        EtcdCluster cluster = cluster();
        EtcdClusterSpec s = cluster.getSpec();
        TlsSpec tls = new TlsSpec(
                mode,
                "2160h",
                "43800h",
                List.of("etcd.example.com", "192.0.2.1"),
                List.of(new TlsSpec.Client("shop-etcd", "shop")),
                mode == TlsSpec.Mode.CERT_MANAGER
                        ? new TlsSpec.CertManager(new TlsSpec.IssuerRef("own", "Issuer", "cert-manager.io"), null)
                        : null,
                null);
        cluster.setSpec(new EtcdClusterSpec(
                s.replicas(),
                s.version(),
                s.image(),
                s.storage(),
                s.resources(),
                s.pod(),
                s.options(),
                tls,
                null,
                null,
                null));
        return cluster;
    }

    private static EtcdCluster cluster() throws IOException {
        EtcdCluster cluster =
                Serialization.unmarshal(Files.newInputStream(FOLDER.resolve("cluster.yaml")), EtcdCluster.class);
        cluster.getMetadata().setUid("11111111-2222-3333-4444-555555555555");
        return cluster;
    }

    private static EtcdMember member() throws IOException {
        EtcdMember member = MemberObjects.member(
                cluster(),
                1,
                MemberObjects.initialCluster(cluster(), 1, 3),
                new Images("etcetera/store").of(cluster().getSpec()),
                Optional.empty());
        member.getMetadata().setUid("aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee");
        return member;
    }

    private static void check(String file, List<?> objects) throws IOException {
        String yaml = objects.stream().map(Serialization::asYaml).collect(Collectors.joining());
        Path golden = FOLDER.resolve(file);
        if (Boolean.getBoolean("golden.write")) {
            Files.writeString(golden, yaml, StandardCharsets.UTF_8);
        }
        assertThat(yaml).isEqualTo(Files.readString(golden, StandardCharsets.UTF_8));
    }
}
