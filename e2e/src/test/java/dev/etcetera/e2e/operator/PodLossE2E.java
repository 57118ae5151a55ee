package dev.etcetera.e2e.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.e2e.framework.Await;
import dev.etcetera.e2e.scenario.Scenario;
import dev.etcetera.operator.api.v1alpha1.Condition;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PodLossE2E extends ClusterTest {
    private static final Duration DEADLINE = Duration.ofSeconds(90);

    PodLossE2E() {
        super("loss");
    }

    @BeforeEach
    void open() {
        cluster.mustApply(cluster.manifest(3, "size: 1Gi"));
        cluster.awaitSettled();
    }

    @Test
    @Scenario(6)
    void deletedPodComesBackAsTheSameMemberWithItsData() {
        Map<String, String> ids = cluster.memberIds();
        cluster.etcdctl().output("put", "kept", "safe");
        String before = uid("loss-2");
        Kubernetes.must("-n", cluster.namespace(), "delete", "pod", "loss-2", "--wait=false");
        Await.until(
                "a new Pod loss-2",
                DEADLINE,
                () -> !uid("loss-2").isEmpty() && !uid("loss-2").equals(before));
        cluster.awaitSettled();
        assertThat(cluster.memberIds()).isEqualTo(ids);
        assertThat(cluster.claims()).hasSize(3);
        assertThat(cluster.etcdctl().output("get", "kept")).isEqualTo("kept\nsafe\n");
        assertThat(cluster.etcdctl().output("member", "list").lines()).hasSize(3);
    }

    @Test
    @Scenario(12)
    void podThatEndedForGoodIsMadeAgain() {
        Map<String, String> ids = cluster.memberIds();
        String before = uid("loss-1");
        // The kubelet ends a Pod that has outlived its deadline and never starts it again: phase Failed.
        Kubernetes.must(
                "-n", cluster.namespace(), "patch", "pod", "loss-1", "-p", "{\"spec\":{\"activeDeadlineSeconds\":1}}");
        Await.until(
                "a new Pod loss-1",
                DEADLINE,
                () -> !uid("loss-1").isEmpty() && !uid("loss-1").equals(before));
        cluster.awaitSettled();
        assertThat(cluster.memberIds()).isEqualTo(ids);
    }

    @Test
    @Scenario(26)
    void pausedClusterIsLookedAtAndLeftAlone() {
        Kubernetes.must(
                "-n", cluster.namespace(), "annotate", "etcdcluster", cluster.name(), "etcetera.dev/paused=true");
        Kubernetes.must("-n", cluster.namespace(), "delete", "pod", "loss-3");
        cluster.awaitCondition("Progressing", Condition.Status.FALSE, "Paused");
        cluster.awaitCondition("Degraded", Condition.Status.TRUE, "MemberDown");
        Await.pass(Duration.ofSeconds(3));
        assertThat(cluster.pods()).hasSize(2);
        Kubernetes.must("-n", cluster.namespace(), "annotate", "etcdcluster", cluster.name(), "etcetera.dev/paused-");
        Await.until("its Pod is back", DEADLINE, () -> cluster.pods().size() == 3);
        cluster.awaitSettled();
    }

    @Test
    @Scenario(12)
    void allPodsDeletedAtOnceComeBackWithTheirData() {
        cluster.etcdctl().output("put", "kept", "safe");
        Kubernetes.must("-n", cluster.namespace(), "delete", "pod", "--all", "--force", "--grace-period=0");
        // A Pod has an address long after the operator has said that it was missing: what is settled then is settled
        // anew.
        Await.until(
                "three Pods with addresses",
                DEADLINE,
                () -> cluster.pods().stream()
                                .filter(p -> p.getStatus().getPodIP() != null)
                                .count()
                        == 3);
        cluster.awaitSettled();
        assertThat(cluster.etcdctl().output("get", "kept")).isEqualTo("kept\nsafe\n");
    }

    private String uid(String pod) {
        return cluster.pods().stream()
                .filter(p -> p.getMetadata().getName().equals(pod))
                .map(p -> p.getMetadata().getUid())
                .findFirst()
                .orElse("");
    }
}
