package dev.etcetera.e2e.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.e2e.framework.Command;
import dev.etcetera.operator.api.v1alpha1.RequestPhase;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is refused of backups, schedules and restores, and in which words. Nothing of it needs a cluster. */
class BackupAdmissionE2E {
    private static final String S3 = "{s3: {bucket: backups}}";
    private static String namespace = "";

    @BeforeAll
    static void open() {
        Kubernetes.installOperator();
        namespace = Kubernetes.newNamespace();
    }

    @AfterAll
    static void close() {
        Kubernetes.dropNamespace(namespace);
    }

    private static String manifest(String kind, String name, String... spec) {
        return """
                apiVersion: etcetera.dev/v1alpha1
                kind: %s
                metadata: {name: %s, namespace: %s}
                %s
                """.formatted(kind, name, namespace, spec.length == 0 ? "" : "spec:\n  " + String.join("\n  ", spec));
    }

    private static String schedule(String... more) {
        String[] all = new String[more.length + 2];
        all[0] = "clusterName: nobody";
        all[1] = "schedule: \"0 3 * * *\"";
        System.arraycopy(more, 0, all, 2, more.length);
        return manifest("EtcdBackupSchedule", "nightly", all);
    }

    private static String cluster(String source) {
        return manifest(
                "EtcdCluster",
                "restored",
                "replicas: 1",
                "storage: {size: 1Gi}",
                "bootstrap: {restore: " + source + "}");
    }

    private static String locked(String lock) {
        return "{s3: {bucket: backups, objectLock: " + lock + "}}";
    }

    static Stream<Arguments> refused() {
        String longest = "a".repeat(60);
        return Stream.of(
                Arguments.of(
                        manifest("EtcdBackup", "now", "clusterName: nobody", "store: {}"),
                        "a store is a bucket or a volume: give one of s3 and volume"),
                Arguments.of(manifest("EtcdBackup", "now"), "spec is missing: it names the cluster and the store"),
                Arguments.of(
                        manifest("EtcdBackup", longest, "clusterName: nobody", "store: " + S3),
                        "metadata.name must be at most 52 lower-case letters, digits and '-', and begin with a letter: Pods are named after it"),
                Arguments.of(
                        manifest("EtcdBackupSchedule", "nightly"),
                        "spec is missing: it names the cluster, the store and the schedule"),
                Arguments.of(
                        manifest(
                                "EtcdBackupSchedule",
                                longest,
                                "clusterName: nobody",
                                "schedule: \"@daily\"",
                                "store: " + S3),
                        "metadata.name must be at most 38 lower-case letters, digits and '-', and begin with a letter: backups are named after it"),
                Arguments.of(
                        schedule("store: " + S3, "retention: {}"),
                        "say what is kept: at least one of last, days, daily, weekly and monthly"),
                Arguments.of(
                        schedule("store: " + locked("{retainDays: 0}")),
                        "spec.store.s3.objectLock.retainDays in body should be greater than or equal to 1"),
                Arguments.of(
                        schedule("store: " + locked("{retainDays: 36501}")),
                        "spec.store.s3.objectLock.retainDays in body should be less than or equal to 36500"),
                Arguments.of(
                        schedule("store: " + locked("{mode: Governance}")),
                        "spec.store.s3.objectLock.retainDays: Required value"),
                Arguments.of(
                        schedule("store: " + locked("{mode: Legal, retainDays: 30}")),
                        "spec.store.s3.objectLock.mode: Unsupported value: \"Legal\": supported values: \"Compliance\", \"Governance\""),
                Arguments.of(cluster("{}"), "what is restored is one of backupName, scheduleName and store"),
                Arguments.of(
                        cluster("{store: " + S3 + "}"),
                        "a store goes with one of path and snapshotFile, and these with a store"),
                Arguments.of(
                        cluster("{scheduleName: nightly, revision: 7, time: \"2026-11-29T12:00:00Z\"}"),
                        "revision and time exclude each other"),
                Arguments.of(
                        cluster("{store: " + S3 + ", snapshotFile: snap.db, revision: 7}"),
                        "revision and time are found in a chain of backups: give scheduleName, or store and path"));
    }

    static Stream<Arguments> refusedRestores() {
        return Stream.of(
                Arguments.of(
                        manifest("EtcdRestore", "back"), "spec is missing: it names the cluster and what is restored"),
                Arguments.of(
                        manifest(
                                "EtcdRestore",
                                "back",
                                "clusterName: nobody",
                                "source: {backupName: now}",
                                "backupFirst: false",
                                "backupStore: " + S3),
                        "backupStore is for the backup that comes first, and backupFirst is false"),
                Arguments.of(
                        manifest(
                                "EtcdRestore",
                                "back",
                                "clusterName: nobody",
                                "source: {backupName: now}",
                                "bumpRevision: -1"),
                        "should be greater than or equal to 0"));
    }

    @ParameterizedTest
    @MethodSource({"refused", "refusedRestores"})
    void isRefusedInOneClearSentence(String manifest, String sentence) {
        Command.Result result = Kubernetes.kubectl(manifest, "apply", "--dry-run=server", "-f", "-");
        assertThat(result.exit()).isNotZero();
        assertThat(result.err()).contains(sentence);
    }

    @Test
    void allThatAStoreCanBeToldIsAccepted() {
        String store = """
                store:
                    s3:
                      bucket: backups
                      prefix: etcd
                      endpoint: https://s3.example.com
                      region: eu-central-1
                      pathStyle: true
                      caSecret: store-ca
                      credentialsSecret: backup-keys
                      serviceAccountName: backup
                      serverSideEncryption: AES256
                      customerKeySecret: store-key
                      objectLock: {mode: Compliance, retainDays: 36500}
                      parallelParts: 4
                    compression: Zstd
                    encryptionSecret: keys""";
        Command.Result backup = Kubernetes.kubectl(
                manifest(
                        "EtcdBackup",
                        "now",
                        "clusterName: nobody",
                        store,
                        "path: some/where",
                        "deletionPolicy: Delete",
                        "limits: {timeoutSeconds: 60, attempts: 2, bytesPerSecond: 1048576}"),
                "apply",
                "--dry-run=server",
                "-f",
                "-");
        assertThat(backup.exit()).as(backup.toString()).isZero();
        Command.Result schedule = Kubernetes.kubectl(
                schedule(
                        store,
                        "timeZone: Europe/Berlin",
                        "suspend: true",
                        "concurrencyPolicy: Replace",
                        "startingDeadlineSeconds: 600",
                        "limits: {timeoutSeconds: 60, attempts: 2, bytesPerSecond: 1048576}"),
                "apply",
                "--dry-run=server",
                "-f",
                "-");
        assertThat(schedule.exit()).as(schedule.toString()).isZero();
        Command.Result restore = Kubernetes.kubectl(
                cluster("{store: " + S3 + ", path: some/where, revision: 7}"), "apply", "--dry-run=server", "-f", "-");
        assertThat(restore.exit()).as(restore.toString()).isZero();
    }

    @Test
    void aScheduleKeepsItsClusterAndItsStore() {
        String moved = "spec.clusterName and spec.store of an EtcdBackupSchedule never change: create another one";
        assertThat(Kubernetes.kubectl(schedule("suspend: true", "store: " + S3), "apply", "-f", "-")
                        .exit())
                .isZero();
        for (String store : new String[] {"{s3: {bucket: other}}", locked("{retainDays: 30}")}) {
            Command.Result result =
                    Kubernetes.kubectl(schedule("suspend: true", "store: " + store), "apply", "-f", "-");
            assertThat(result.err()).contains(moved);
        }
    }

    @Test
    void whatARestoreAsksForIsDoneOnce() {
        String asked = manifest(
                "EtcdRestore",
                "once",
                "clusterName: nobody",
                "source: {backupName: now}",
                "backupStore: " + S3,
                "bumpRevision: 5");
        assertThat(Kubernetes.kubectl(asked, "apply", "-f", "-").exit()).isZero();
        Command.Result changed =
                Kubernetes.kubectl(asked.replace("bumpRevision: 5", "bumpRevision: 6"), "apply", "-f", "-");
        assertThat(changed.err()).contains("the spec of an EtcdRestore never changes: what it asks for is done once");
        assertThat(new TestRestore(namespace, "once")
                        .await(RequestPhase.REJECTED)
                        .message())
                .isEqualTo("EtcdCluster nobody does not exist");
    }
}
