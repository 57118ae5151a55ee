package dev.etcetera.e2e.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.e2e.framework.Await;
import dev.etcetera.e2e.scenario.Scenario;
import io.etcd.jetcd.api.AlarmRequest;
import io.etcd.jetcd.api.MaintenanceGrpc;
import io.fabric8.kubernetes.api.model.Pod;
import io.grpc.ManagedChannel;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Members that cannot go on are replaced, one after the other, while clients write; nothing that was acknowledged is lost. */
class ReplaceE2E extends ClusterTest {
    private static final Duration DEADLINE = Duration.ofMinutes(3);
    /** Etcd's number of the alarm; this client does not know it by name. */
    private static final int CORRUPT = 2;

    private static final Duration LONGEST_GAP = Duration.ofSeconds(10);
    /** Etcd accepts no write at all while the alarm CORRUPT is raised. */
    private static final Duration LONGEST_GAP_UNDER_ALARM = Duration.ofSeconds(25);

    ReplaceE2E() {
        super("heal");
    }

    @Test
    @Scenario({5, 20})
    void lostVolumeAndCorruptDataAreReplacedUnderLoad() {
        open("");
        underLoad(log -> {
            replaced("Pod and claim deleted", "heal-4", LONGEST_GAP, log, this::deletePodAndClaim);
            assertThat(cluster.claims()).hasSize(3);
            replaced("alarm CORRUPT", "heal-5", LONGEST_GAP_UNDER_ALARM, log, this::raiseCorrupt);
            assertThat(cluster.etcdctl().output("alarm", "list")).isEmpty();
        });
        assertThat(Kubernetes.must("-n", cluster.namespace(), "get", "events"))
                .contains("MemberReplaced", "AlarmDisarmed");
    }

    @Test
    @Tag("long")
    @Scenario({5, 20})
    void membersLostInOtherWaysAreReplacedUnderLoad() {
        open(TestCluster.PLAIN);
        underLoad(log -> {
            replaced("EtcdMember deleted", "heal-4", LONGEST_GAP, log, this::deleteResource);
            assertThat(cluster.claims()).as("its volume is kept").hasSize(4);
            replaced("log damaged", "heal-5", LONGEST_GAP, log, this::damageLog);
            replaced("removed by hand", "heal-6", LONGEST_GAP, log, this::removeByHand);
        });
    }

    /** Each would wait for the other if the one that is lost were not told from the one that is corrupt and still votes. */
    @Test
    @Tag("long")
    @Scenario({5, 20})
    void memberThatIsLostAndOneThatIsCorruptAtTheSameTimeAreBothReplaced() {
        open("");
        try (WriteLoad load = WriteLoad.onService(cluster).running();
                MembershipLog log = new MembershipLog(cluster, load)) {
            log.begin();
            List<String> victims =
                    names().filter(n -> !n.equals(cluster.status().leader())).toList();
            raiseCorrupt(victims.getFirst());
            deletePodAndClaim(victims.getLast());
            Await.until(
                    "others in the place of " + victims,
                    DEADLINE,
                    () -> names().count() == 3 && names().noneMatch(victims::contains));
            cluster.awaitSettled();
            assertThat(cluster.etcdctl().output("alarm", "list")).isEmpty();
            worst("a member lost, another corrupt: etcd refuses writes", log.changes());
            load.stop();
            load.assertNothingIsLost(cluster);
        }
    }

    private void open(String tls) {
        cluster.mustApply(cluster.manifest(3, "size: 1Gi", tls));
        cluster.awaitSettled();
    }

    private void underLoad(Consumer<MembershipLog> losses) {
        try (WriteLoad load = WriteLoad.onService(cluster).running();
                MembershipLog log = new MembershipLog(cluster, load)) {
            losses.accept(log);
            assertThat(log.mostLearners()).isEqualTo(1);
            load.stop();
            assertThat(load.failures()).isEmpty();
            load.assertNothingIsLost(cluster);
        }
    }

    private interface Loss {
        void of(String member);
    }

    /** What is done to a member that follows, and that another one takes its place. */
    private void replaced(String what, String successor, Duration longestGap, MembershipLog log, Loss loss) {
        String victim = follower();
        List<String> others = names().filter(n -> !n.equals(victim)).toList();
        log.begin();
        long start = System.nanoTime();
        loss.of(victim);
        Await.until(
                what + ": " + successor + " takes the place of " + victim + "; now " + cluster.condition("Progressing"),
                DEADLINE,
                () -> names().toList()
                                .equals(Stream.concat(others.stream(), Stream.of(successor))
                                        .toList())
                        && cluster.pods().size() == 3);
        cluster.awaitSettled();
        assertThat(cluster.etcdctl().output("member", "list").lines())
                .hasSize(3)
                .allMatch(line -> line.contains(", started, ") && line.endsWith(", false"));
        System.out.printf(
                "%s: %s replaced by %s in %.1f s%n", what, victim, successor, (System.nanoTime() - start) / 1e9);
        List<MembershipLog.Change> changes = log.changes();
        worst(what, changes);
        for (MembershipLog.Change change : changes) {
            System.out.println("  " + change);
            assertThat(change.writes().longestGap()).as("gap until: %s", change).isLessThan(longestGap);
        }
    }

    private static void worst(String what, List<MembershipLog.Change> changes) {
        changes.stream()
                .map(MembershipLog.Change::writes)
                .max(Comparator.comparing(WriteLoad.Span::longestGap))
                .ifPresent(worst -> worst.report(what));
    }

    private void deletePodAndClaim(String member) {
        Kubernetes.must("-n", cluster.namespace(), "delete", "pvc", claim(member), "--wait=false");
        Kubernetes.must("-n", cluster.namespace(), "delete", "pod", member, "--wait=false");
    }

    /** As only the operator may: whoever can act in its name, or switched the policy off. */
    private void deleteResource(String member) {
        Kubernetes.must(
                "-n",
                cluster.namespace(),
                "delete",
                "etcdmember",
                member,
                "--as=system:serviceaccount:" + Kubernetes.SYSTEM_NAMESPACE + ":etcetera-operator");
    }

    private void raiseCorrupt(String member) {
        ManagedChannel channel = Clients.channel(cluster, address(member));
        try {
            MaintenanceGrpc.newBlockingStub(channel)
                    .alarm(AlarmRequest.newBuilder()
                            .setAction(AlarmRequest.AlarmAction.ACTIVATE)
                            .setAlarmValue(CORRUPT)
                            .setMemberID(Long.parseUnsignedLong(id(member), 16))
                            .build());
        } finally {
            channel.shutdownNow();
        }
    }

    /** A few bytes in the middle of what it wrote long ago; it finds them when it starts the next time. */
    private void damageLog(String member) {
        Kubernetes.kubectl(
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: vandal, namespace: %s}
                spec:
                  nodeName: %s
                  restartPolicy: Never
                  securityContext:
                    {runAsNonRoot: true, runAsUser: 65532, runAsGroup: 65532, seccompProfile: {type: RuntimeDefault}}
                  containers:
                    - name: vandal
                      image: localhost/busybox:1
                      command: [sh, -c]
                      args:
                        - cd /data/member-data/member/wal;
                          printf vandal | dd of=$(ls *.wal | head -n 1) bs=1 seek=300 conv=notrunc
                      securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
                      volumeMounts: [{name: data, mountPath: /data}]
                  volumes: [{name: data, persistentVolumeClaim: {claimName: %s}}]
                """.formatted(cluster.namespace(), pod(member).getSpec().getNodeName(), claim(member)),
                "apply",
                "-f",
                "-");
        Await.until(
                "the log is damaged",
                DEADLINE,
                () -> Kubernetes.must(
                                "-n", cluster.namespace(), "get", "pod", "vandal", "-o", "jsonpath={.status.phase}")
                        .equals("Succeeded"));
        Kubernetes.must("-n", cluster.namespace(), "delete", "pod", "vandal", "--wait=false");
        Kubernetes.must("-n", cluster.namespace(), "delete", "pod", member, "--wait=false");
    }

    private void removeByHand(String member) {
        cluster.etcdctlOnService().outputOnceNot("unhealthy cluster", "member", "remove", id(member));
    }

    private Stream<String> names() {
        return cluster.members().stream().map(m -> m.getMetadata().getName());
    }

    private String follower() {
        String leader = cluster.status().leader();
        return names().filter(n -> !n.equals(leader)).findFirst().orElseThrow();
    }

    private String claim(String member) {
        return cluster.claims().stream()
                .map(c -> c.getMetadata().getName())
                .filter(c -> c.startsWith("data-" + member + "-"))
                .findFirst()
                .orElseThrow();
    }

    private String id(String member) {
        return Objects.requireNonNull(cluster.memberIds().get(member));
    }

    private String address(String member) {
        return pod(member).getStatus().getPodIP();
    }

    private Pod pod(String member) {
        return cluster.pods().stream()
                .filter(p -> p.getMetadata().getName().equals(member))
                .findFirst()
                .orElseThrow();
    }
}
