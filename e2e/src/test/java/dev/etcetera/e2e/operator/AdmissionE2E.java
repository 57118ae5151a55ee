package dev.etcetera.e2e.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.e2e.framework.Command;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AdmissionE2E {
    private static final String ONE_MINOR =
            "spec.version may rise by one minor version at a time, and fall below the minor version that all members were"
                    + " brought to (status.settledVersion) only by one, and only if spec.downgrade.toVersion names it too";

    private static TestCluster cluster = new TestCluster("", "");

    @BeforeAll
    static void open() {
        Kubernetes.installOperator();
        cluster = new TestCluster(Kubernetes.newNamespace(), "rules");
        cluster.mustApply(cluster.manifest(1, "size: 2Gi"));
        cluster.awaitSettled();
    }

    @AfterAll
    static void close() {
        Kubernetes.dropNamespace(cluster.namespace());
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of(
                        cluster.manifest(2, "size: 2Gi"),
                        "spec.replicas must be 1, 3, 5 or 7, because an even number of members survives no more"
                                + " failures than one member fewer; or 0, to stop all members and keep what they have"),
                Arguments.of(cluster.manifest(9, "size: 2Gi"), "spec.replicas must be 1, 3, 5 or 7"),
                Arguments.of(
                        cluster.manifest(1, "size: 1Gi"),
                        "spec.storage.size cannot shrink: a volume never gets smaller"),
                Arguments.of(
                        cluster.manifest(1, "size: lots"), "spec.storage.size must be a positive quantity such as 8Gi"),
                Arguments.of(
                        cluster.manifest(1, "size: 2Gi, storageClassName: other"),
                        "spec.storage.storageClassName cannot change: a volume cannot move to another class"),
                Arguments.of(
                        cluster.manifest(
                                1, "size: 2Gi", "tls: {mode: Secrets, secrets: {server: a, peer: b, client: c}}"),
                        "spec.tls.mode cannot change on a living cluster"),
                Arguments.of(
                        cluster.manifest(1, "size: 2Gi", "tls: {mode: CertManager}"),
                        "spec.tls.certManager goes with mode CertManager"),
                Arguments.of(
                        cluster.manifest(1, "size: 2Gi", "tls: {secrets: {server: a, peer: b, client: c}}"),
                        "spec.tls.secrets goes with mode Secrets"),
                Arguments.of(
                        cluster.manifest(
                                1, "size: 2Gi", "tls: {mode: Disabled, clients: [{secretName: a, commonName: b}]}"),
                        "spec.tls.clients goes with mode Operator or CertManager"),
                Arguments.of(
                        cluster.manifest(1, "size: 2Gi", "tls: {certificateDuration: 59s}"),
                        "spec.tls.certificateDuration must be at least 1m"),
                Arguments.of(
                        cluster.manifest(1, "size: 2Gi", "tls: {caDuration: 8000h}"),
                        "spec.tls.caDuration must be at least four times certificateDuration"),
                Arguments.of(
                        cluster.manifest(1, "size: 2Gi", "backup: {schedule: daily}"),
                        "spec.backup is not supported in this release: leave it out"),
                Arguments.of(
                        cluster.manifest(1, "size: 2Gi", "options: {quotaBackendBytes: 2147483648}"),
                        "spec.options.quotaBackendBytes must be smaller than spec.storage.size"),
                Arguments.of(
                        cluster.manifest(1, "size: 2Gi", "options: {electionTimeoutMillis: 300}"),
                        "spec.options.electionTimeoutMillis must be at least five times heartbeatIntervalMillis"),
                Arguments.of(
                        new TestCluster(cluster.namespace(), "1st").manifest(1, "size: 1Gi"),
                        "metadata.name must be at most 40 lower-case letters, digits and '-', and begin with a letter"));
    }

    static Stream<Arguments> versions() {
        return Stream.of("0.3.0", "1.1.0", "0.0.9", "0.0.9\n  downgrade: {toVersion: 0.0.8}")
                .map(v -> Arguments.of(cluster.manifest(1, "size: 2Gi", "version: " + v), ONE_MINOR));
    }

    @ParameterizedTest
    @Scenario(29)
    @MethodSource({"refused", "versions"})
    void isRefusedInOneClearSentenceAndChangesNothing(String manifest, String sentence) {
        long before = cluster.get().getMetadata().getGeneration();
        Command.Result result = cluster.apply(manifest);
        assertThat(result.exit()).isNotZero();
        assertThat(result.err()).contains(sentence);
        assertThat(cluster.get().getMetadata().getGeneration()).isEqualTo(before);
    }

    @Test
    void downgradeByOneMinorIsAcceptedWhenItIsNamed() {
        String manifest = cluster.manifest(
                1, "size: 2Gi", "version: 0.0.9\n  downgrade: {toVersion: 0.0.9, etcdVersion: \"3.6\"}");
        Command.Result result = Kubernetes.kubectl(manifest, "apply", "--dry-run=server", "-f", "-");
        assertThat(result.exit()).as(result.toString()).isZero();
    }

    @Test
    void membersAreTheOperatorsOwn() {
        Command.Result result = Kubernetes.kubectl("", "-n", cluster.namespace(), "delete", "etcdmember", "rules-1");
        assertThat(result.exit()).isNotZero();
        assertThat(result.err()).contains("EtcdMembers are written by the operator only");
    }

    @Test
    void emptySpecIsAClusterOfThree() {
        Command.Result result = Kubernetes.kubectl(
                """
                apiVersion: etcetera.dev/v1alpha1
                kind: EtcdCluster
                metadata: {name: plain, namespace: %s}
                spec: {}
                """.formatted(cluster.namespace()), "apply", "--dry-run=server", "-o", "jsonpath={.spec}", "-f", "-");
        assertThat(result.out())
                .contains(
                        "\"replicas\":3",
                        "\"size\":\"8Gi\"",
                        "\"retentionPolicy\":\"Retain\"",
                        "\"version\":\"0.1.0\"");
    }
}
