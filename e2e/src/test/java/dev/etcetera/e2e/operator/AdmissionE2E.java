package dev.etcetera.e2e.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.e2e.framework.Command;
import dev.etcetera.e2e.scenario.Scenario;
import dev.etcetera.operator.api.v1alpha1.EtcdMember;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
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

    private static final String ACCOUNT =
            "--as=system:serviceaccount:" + Kubernetes.SYSTEM_NAMESPACE + ":etcetera-operator";

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
                        cluster.manifest(1, "size: 2Gi", "bootstrap: {restore: {backupName: late}}"),
                        "spec.bootstrap is read once, when the cluster is made: it may be taken away later, and nothing else"),
                Arguments.of(
                        cluster.manifest(1, "size: 2Gi", "pod: {labels: {team: data, etcetera.dev/cluster: other}}"),
                        "spec.pod.labels cannot set what the operator sets itself: labels of etcetera.dev and"
                                + " app.kubernetes.io/managed-by, name and instance"),
                Arguments.of(
                        cluster.manifest(1, "size: 2Gi", "pod: {labels: {app.kubernetes.io/instance: other}}"),
                        "spec.pod.labels cannot set what the operator sets itself"),
                Arguments.of(
                        cluster.manifest(1, "size: 2Gi", "pod: {annotations: {etcetera.dev/template: mine}}"),
                        "spec.pod.annotations cannot set annotations of etcetera.dev: they are the operator's own notes"),
                Arguments.of(
                        cluster.manifest(1, "size: 2Gi", "options: {quotaBackendBytes: 2147483648}"),
                        "spec.options.quotaBackendBytes must be smaller than spec.storage.size"),
                Arguments.of(
                        cluster.manifest(1, "size: 2Gi", "options: {autoCompactionMode: periodic}"),
                        "spec.options.autoCompactionMode and autoCompactionRetention go together"),
                Arguments.of(
                        new TestCluster(cluster.namespace(), "nothing")
                                .manifest(1, "size: 1Gi")
                                .replaceFirst("(?s)spec:.*", ""),
                        "spec is missing; an empty one ({}) is a cluster of three members"),
                Arguments.of(
                        cluster.manifest(1, "size: 2Gi", "options: {electionTimeoutMillis: 300}"),
                        "spec.options.electionTimeoutMillis must be at least five times heartbeatIntervalMillis"),
                Arguments.of(
                        new TestCluster(cluster.namespace(), "1st").manifest(1, "size: 1Gi"),
                        "metadata.name must be at most 40 lower-case letters, digits and '-', and begin with a letter"));
    }

    static Stream<Arguments> refusedTls() {
        return Stream.of(
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
                        "spec.tls.caDuration must be at least four times certificateDuration"));
    }

    static Stream<Arguments> versions() {
        return Stream.of("0.3.0", "1.1.0", "0.0.9", "0.0.9\n  downgrade: {toVersion: 0.0.8}")
                .map(v -> Arguments.of(cluster.manifest(1, "size: 2Gi", "version: " + v), ONE_MINOR));
    }

    @ParameterizedTest
    @Scenario(29)
    @MethodSource({"refused", "refusedTls", "versions"})
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
    void secretInUseIsNotExchangedForAnotherOne() {
        TestCluster brought = new TestCluster(cluster.namespace(), "brought");
        String tls = "tls: {mode: Secrets, secrets: {server: %s, peer: b, client: c}}";
        brought.mustApply(brought.manifest(1, "size: 1Gi", tls.formatted("a")));
        Command.Result result = brought.apply(brought.manifest(1, "size: 1Gi", tls.formatted("other")));
        assertThat(result.exit()).isNotZero();
        assertThat(result.err()).contains("spec.tls.secrets: another Secret cannot take the place of one in use");
        brought.delete();
    }

    static Stream<Arguments> identities() {
        String leaves = "{\"spec\":{\"leaving\":true}}";
        return Stream.of(
                Arguments.of(leaves, "{\"spec\":{\"serial\":7}}", "the identity of a member never changes"),
                Arguments.of(leaves, "{\"spec\":{\"leaving\":false}}", "a member that leaves never comes back"),
                Arguments.of(
                        "{\"spec\":{\"recovery\":{\"part\":\"GivenUp\",\"uid\":\"1\"}}}",
                        "{\"spec\":{\"recovery\":null}}",
                        "a member that a recovery gave up never comes back"));
    }

    /** Not even the operator may, whatever becomes of its code: of nobody's cluster, so that it does not interfere. */
    @ParameterizedTest
    @MethodSource("identities")
    void memberKeepsItsIdentityAndNeverComesBack(String first, String second, String sentence) {
        EtcdMember copy = cluster.members().getFirst();
        copy.setMetadata(new ObjectMetaBuilder()
                .withName("nobodys-1")
                .withNamespace(cluster.namespace())
                .build());
        copy.setStatus(null);
        Command.Result made = Kubernetes.kubectl(Serialization.asYaml(copy), "create", ACCOUNT, "-f", "-");
        assertThat(made.exit()).as(made.err()).isZero();
        try {
            assertThat(patched(first).exit()).isZero();
            Command.Result result = patched(second);
            assertThat(result.exit()).isNotZero();
            assertThat(result.err()).contains(sentence);
        } finally {
            Kubernetes.must("-n", cluster.namespace(), "delete", "etcdmember", "nobodys-1", ACCOUNT);
        }
    }

    private static Command.Result patched(String patch) {
        return Kubernetes.kubectl(
                "",
                "-n",
                cluster.namespace(),
                "patch",
                "etcdmember",
                "nobodys-1",
                "--type=merge",
                ACCOUNT,
                // kubectl reads before it patches, which the operator never does.
                "--as-group=system:masters",
                "-p",
                patch);
    }

    @Test
    void recoveryNamesItsClusterAndDoesNotChangeItsMind() {
        String recovery = """
                apiVersion: etcetera.dev/v1alpha1
                kind: EtcdRecovery
                metadata: {name: of-nobody, namespace: %s}
                """.formatted(cluster.namespace());
        Command.Result empty = Kubernetes.kubectl(recovery, "apply", "-f", "-");
        assertThat(empty.exit()).isNotZero();
        assertThat(empty.err()).contains("spec is missing: it names the cluster");
        Command.Result made =
                Kubernetes.kubectl(recovery + "spec: {clusterName: nobody, survivor: nobody-1}\n", "apply", "-f", "-");
        assertThat(made.exit()).as(made.err()).isZero();
        Command.Result changed =
                Kubernetes.kubectl(recovery + "spec: {clusterName: nobody, survivor: nobody-2}\n", "apply", "-f", "-");
        assertThat(changed.exit()).isNotZero();
        assertThat(changed.err()).contains("the spec of an EtcdRecovery never changes: what it asks for is done once");
    }

    /** As a Pod Security level this is a matter of the namespace: of the operator's own as of those of clusters here. */
    @Test
    void operatorsOwnNamespaceEnforcesTheRestrictedLevel() {
        for (String namespace : List.of(Kubernetes.SYSTEM_NAMESPACE, cluster.namespace())) {
            Command.Result result = Kubernetes.kubectl("""
                    apiVersion: v1
                    kind: Pod
                    metadata: {name: careless, namespace: %s}
                    spec: {containers: [{name: careless, image: localhost/busybox:1}]}
                    """.formatted(namespace), "apply", "-f", "-");
            assertThat(result.exit()).isNotZero();
            assertThat(result.err()).contains("violates PodSecurity \"restricted:latest\"");
        }
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
