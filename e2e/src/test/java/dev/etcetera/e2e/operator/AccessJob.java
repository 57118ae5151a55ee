package dev.etcetera.e2e.operator;

import dev.etcetera.e2e.framework.Command;
import dev.etcetera.e2e.framework.Project;
import dev.etcetera.operator.api.v1alpha1.Condition;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** What the operator has to do to use every right it has. Owned by one test. */
final class AccessJob {
    /** Asked for by the admission plugin OwnerReferencesPermissionEnforcement, which is not on here. */
    static final Set<Right> ONLY_ELSEWHERE = Set.of(
            new Right("etcetera.dev", "etcdclusters/finalizers", "update"),
            new Right("etcetera.dev", "etcdmembers/finalizers", "update"),
            new Right("etcetera.dev", "etcdbackups/finalizers", "update"),
            new Right("etcetera.dev", "etcdbackupschedules/finalizers", "update"));

    /** It is never made use of, but the framework does not start without it. */
    static final Right ASKED_AT_START = new Right("coordination.k8s.io", "leases", "update");

    /** Of whoever is authenticated: to ask what it may do. */
    static final Right EVERYBODYS = new Right("authorization.k8s.io", "selfsubjectrulesreviews", "create");

    private static final String STORAGE = "size: 1Gi, retentionPolicy: Delete";
    private static final String LARGER = "size: 2Gi, retentionPolicy: Delete";

    private static final String STORE = "store: {s3: {bucket: none}}";

    private final String namespace;
    private final TestBackup early;
    private final TestCluster fromBackup;
    private final TestCluster fromSchedule;
    private final TestCluster secured;
    private final TestCluster stuck;
    private final TestCluster asking;
    private final SequencedMap<String, Runnable> actions = new LinkedHashMap<>();
    private BooleanSupplier reached = () -> true;
    private Optional<TestRecovery> recovery = Optional.empty();

    AccessJob(String namespace) {
        this.namespace = namespace;
        early = new TestBackup(namespace, "early");
        fromBackup = new TestCluster(namespace, "from-backup");
        fromSchedule = new TestCluster(namespace, "from-schedule");
        secured = new TestCluster(namespace, "secured");
        stuck = new TestCluster(namespace, "stuck");
        asking = new TestCluster(namespace, "asking");
        act(
                "a secured cluster is formed",
                () -> secured.mustApply(secured.manifest(1, STORAGE)),
                () -> is(secured, "Progressing", "Settled"));
        act(
                "it is to trust new authorities",
                () -> annotate("etcetera.dev/rotate-ca=now"),
                () -> rotated() && is(secured, "Progressing", "Settled"));
        act(
                "a recovery is asked for that is not due",
                () -> recovery = Optional.of(TestRecovery.of(secured, "early")),
                () -> recovery.flatMap(TestRecovery::status).isPresent());
        act(
                "a restore is asked for of what is not there",
                () -> create("EtcdRestore", "early", "clusterName: secured", "source: {backupName: none}"),
                () -> new TestRestore(namespace, "early").status().isPresent());
        act(
                "its Pod is lost",
                () -> Kubernetes.must("-n", namespace, "delete", "pod", "secured-1", "--ignore-not-found"),
                () -> is(secured, "Progressing", "Settled"));
        act(
                "a cluster cannot start",
                () -> stuck.mustApply(
                        stuck.manifest(1, STORAGE, TestCluster.PLAIN, "image: no.such.registry.invalid/x:1")),
                () -> is(stuck, "Degraded", "PodStuck"));
        act(
                "a cluster asks cert-manager",
                () -> asking.mustApply(asking.manifest(
                        1,
                        STORAGE,
                        "tls: {mode: CertManager, certManager: {issuerRef: {name: own, group: cert-manager.io}}}")),
                () -> is(asking, "CertificatesReady", "SecretMissing"));
        actOnBackups();
        actOnNumbers();
    }

    /** The cluster grows, changes, shrinks and goes. */
    private void actOnNumbers() {
        act("two members more", () -> scale(3), () -> whole(3));
        act(
                "all are changed",
                () -> secured.mustApply(secured.manifest(3, STORAGE, "options: {snapshotCount: 20000}")),
                () -> changed() && whole(3));
        act(
                "volumes are to grow that cannot",
                () -> secured.mustApply(secured.manifest(3, LARGER, "options: {snapshotCount: 20000}")),
                () -> is(secured, "Progressing", "NotSupported"));
        act("two members fewer", () -> scale(1), () -> secured.members().size() == 1);
        act(
                "all are deleted",
                this::delete,
                () -> !secured.exists()
                        && !stuck.exists()
                        && !asking.exists()
                        && early.get().isEmpty());
    }

    /** Of clusters that do not exist: nothing is stored anywhere. */
    private void actOnBackups() {
        act(
                "a backup is asked for",
                () -> create("EtcdBackup", "early", "clusterName: nobody", STORE),
                () -> early.status().isPresent());
        act(
                "a new cluster is to have what a backup has",
                () -> fromBackup.mustApply(
                        fromBackup.manifest(1, STORAGE, "bootstrap: {restore: {backupName: early}}")),
                () -> is(fromBackup, "Progressing", "WaitingForBackup"));
        act(
                "a new cluster is to have what a schedule has",
                () -> fromSchedule.mustApply(
                        fromSchedule.manifest(1, STORAGE, "bootstrap: {restore: {scheduleName: none}}")),
                () -> is(fromSchedule, "Progressing", "WaitingForBackup"));
        act(
                "a backup is due",
                () -> create("EtcdBackupSchedule", "often", "clusterName: nobody", "schedule: \"* * * * *\"", STORE),
                () -> !backups().isEmpty());
        act("too many have failed", this::fail, () -> backups().stream().noneMatch("often-1"::equals));
    }

    private void create(String kind, String name, String... spec) {
        Command.Result made =
                Kubernetes.kubectl("""
                apiVersion: etcetera.dev/v1alpha1
                kind: %s
                metadata: {name: %s, namespace: %s}
                spec:
                  %s
                """.formatted(kind, name, namespace, String.join("\n  ", spec)), "apply", "-f", "-");
        if (made.exit() != 0) {
            throw new AssertionError(made.toString());
        }
    }

    /** Of the schedule. */
    private List<String> backups() {
        return Arrays.stream(Kubernetes.must("-n", namespace, "get", "etcdbackups", "-o", "name")
                        .split("\n"))
                .map(name -> name.substring(name.indexOf('/') + 1))
                .filter(name -> name.startsWith("often-"))
                .toList();
    }

    /** More than a schedule keeps, none of which ever ran. */
    private void fail() {
        String uid = Kubernetes.must(
                "-n", namespace, "get", "etcdbackupschedule", "often", "-o", "jsonpath={.metadata.uid}");
        for (int i = 1; i <= 4; i++) {
            create("EtcdBackup", "often-" + i, "clusterName: nobody", STORE);
            Kubernetes.must(
                    "-n",
                    namespace,
                    "patch",
                    "etcdbackup",
                    "often-" + i,
                    "--subresource=status",
                    "--type=merge",
                    "-p",
                    "{\"status\":{\"phase\":\"Failed\"}}");
            Kubernetes.must(
                    "-n",
                    namespace,
                    "label",
                    "etcdbackup",
                    "often-" + i,
                    "etcetera.dev/schedule=often",
                    "etcetera.dev/schedule-uid=" + uid);
        }
    }

    /** Kubernetes shall know the resource Certificate; nobody need issue any. */
    static void defineCertificates() {
        definitions("apply", "--server-side", "--force-conflicts");
    }

    static void forgetCertificates() {
        definitions("delete", "--ignore-not-found");
    }

    private static void definitions(String... verb) {
        Command.Result definitions = new Command(List.of(
                        Project.root().resolve("e2e/tools/cert-manager/crds.sh").toString()))
                .run();
        Command.Result done = Kubernetes.kubectl(
                definitions.out(),
                Stream.concat(Arrays.stream(verb), Stream.of("-f", "-")).toArray(String[]::new));
        if (definitions.exit() != 0 || done.exit() != 0) {
            throw new AssertionError(definitions.err() + done.err());
        }
    }

    String namespace() {
        return namespace;
    }

    /** In their order, by what they are. */
    Map<String, Runnable> actions() {
        return actions;
    }

    /** Whether the last action had its effect. */
    boolean reached() {
        return reached.getAsBoolean();
    }

    String last() {
        return actions.lastEntry().getKey();
    }

    private void act(String what, Runnable action, BooleanSupplier then) {
        actions.put(what, () -> {
            action.run();
            reached = then;
        });
    }

    private void annotate(String annotation) {
        Kubernetes.must("-n", namespace, "annotate", "--overwrite", "etcdcluster", "secured", annotation);
    }

    private boolean rotated() {
        return Kubernetes.must("-n", namespace, "get", "events").contains("AuthorityPromoted");
    }

    private void scale(int size) {
        Kubernetes.must("-n", namespace, "scale", "etcdcluster/secured", "--replicas=" + size);
    }

    private boolean changed() {
        return secured.pods().stream()
                .allMatch(p -> p.getSpec().getContainers().getFirst().getArgs().contains("--snapshot-count=20000"));
    }

    private boolean whole(int size) {
        return secured.members().size() == size && is(secured, "Progressing", "Settled");
    }

    private void delete() {
        Kubernetes.must(
                "-n", namespace, "delete", "etcdcluster,etcdbackupschedule,etcdbackup", "--all", "--wait=false");
    }

    private static boolean is(TestCluster cluster, String type, String reason) {
        return cluster.exists()
                && cluster.condition(type)
                        .map(Condition::reason)
                        .filter(reason::equals)
                        .isPresent();
    }
}
