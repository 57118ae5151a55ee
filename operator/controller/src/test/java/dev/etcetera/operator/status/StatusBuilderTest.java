package dev.etcetera.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.operator.api.v1alpha1.Condition;
import dev.etcetera.operator.api.v1alpha1.EtcdClusterStatus;
import dev.etcetera.operator.member.MemberHealth;
import dev.etcetera.operator.observe.Asked;
import dev.etcetera.operator.observe.ObservedCluster;
import dev.etcetera.operator.observe.ObservedMember;
import dev.etcetera.operator.observe.VolumeSize;
import dev.etcetera.operator.plan.ClusterPlanner;
import dev.etcetera.operator.plan.Clusters;
import dev.etcetera.operator.plan.Scene;
import dev.etcetera.operator.resources.Images;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StatusBuilderTest {
    private final ClusterPlanner planner = new ClusterPlanner(new Images("etcetera/store"));

    @Test
    void healthyClusterIsAvailableAndSettled() {
        EtcdClusterStatus status = status(Clusters.three(Clusters.spec(3)));
        assertThat(words(status))
                .containsExactly(
                        "Available=TRUE QuorumServes", "Progressing=FALSE Settled", "Degraded=FALSE NothingFound");
        assertThat(status.leader()).isEqualTo("demo-1");
        assertThat(status.clusterId()).isEqualTo("0df818194e3a8c32");
        assertThat(status.observedGeneration()).isEqualTo(1);
    }

    @Test
    void newClusterIsBootstrapping() {
        EtcdClusterStatus status = status(Clusters.observed(Clusters.cluster(Clusters.spec(3), false), List.of()));
        assertThat(words(status))
                .containsExactly(
                        "Available=FALSE Bootstrapping",
                        "Progressing=TRUE Bootstrapping",
                        "Degraded=FALSE NothingFound");
        assertThat(status.lastSerial()).isEqualTo(3);
    }

    @Test
    void clusterThatFirstServesIsKnownByTheIdThatEtcdWrites() {
        List<ObservedMember> members = List.of(Clusters.healthy(1), Clusters.healthy(2), Clusters.healthy(3));
        EtcdClusterStatus status = status(Clusters.observed(Clusters.cluster(Clusters.spec(3), false), members));
        assertThat(status.clusterId()).isEqualTo("df818194e3a8c32");
    }

    @Test
    void oneDownOfThreeIsAvailableAndDegraded() {
        EtcdClusterStatus status = status(Clusters.three(Clusters.spec(3), silent(2)));
        assertThat(words(status))
                .containsExactly(
                        "Available=TRUE QuorumServes", "Progressing=TRUE Repairing", "Degraded=TRUE MemberDown");
    }

    @Test
    void twoDownOfThreeHaveLostTheQuorum() {
        EtcdClusterStatus status = status(Clusters.three(Clusters.spec(3), silent(2), silent(3)));
        assertThat(words(status).getFirst()).isEqualTo("Available=FALSE QuorumLost");
    }

    @Test
    void refusedChangeIsSaidInProgressingWhileTheClusterServes() {
        VolumeSize stiff = new VolumeSize(1L << 30, 1L << 30, Optional.empty(), false);
        EtcdClusterStatus status =
                status(Scene.serving(3).storage("2Gi").sized(1, stiff).observed());
        assertThat(words(status))
                .containsExactly(
                        "Available=TRUE QuorumServes", "Progressing=FALSE NotSupported", "Degraded=FALSE NothingFound");
        assertThat(conditions(status).get(1).message())
                .startsWith("spec.storage.size: wanted 2Gi, but the StorageClass of demo-1 does not let volumes grow")
                .endsWith("The cluster goes on as it is.");
    }

    @Test
    void scalingIsSaidInProgressingAndTheNewSerialIsNotedWithIt() {
        EtcdClusterStatus status = status(Clusters.three(Clusters.spec(5)));
        assertThat(words(status))
                .containsExactly(
                        "Available=TRUE QuorumServes", "Progressing=TRUE ScalingUp", "Degraded=FALSE NothingFound");
        assertThat(conditions(status).get(1).message()).isEqualTo("3 of 5 members have a vote; adding demo-4");
        assertThat(status.lastSerial()).isEqualTo(4);
        assertThat(status.replicas()).isEqualTo(3);
    }

    @Test
    void transitionTimeMovesOnlyWithTheStatus() {
        ObservedCluster first = Clusters.three(Clusters.spec(3));
        EtcdClusterStatus before = status(first);
        first.resource().setStatus(before);
        ObservedCluster later = new ObservedCluster(
                first.resource(),
                first.members(),
                first.aside(),
                first.pods(),
                first.claims(),
                first.taken(),
                first.membership(),
                Clusters.NOW.plusSeconds(60),
                Asked.NOTHING);
        assertThat(status(later)).isEqualTo(before);
    }

    @Test
    void failedLookKeepsWhatWasKnown() {
        ObservedCluster observed = Clusters.three(Clusters.spec(3));
        observed.resource().setStatus(status(observed));
        EtcdClusterStatus failed = StatusBuilder.failed(observed.resource(), "no answer", Clusters.NOW);
        assertThat(failed.clusterId()).isEqualTo("0df818194e3a8c32");
        assertThat(words(failed)).contains("Available=TRUE QuorumServes", "Degraded=TRUE ReconcileFailed");
    }

    private EtcdClusterStatus status(ObservedCluster observed) {
        return StatusBuilder.cluster(observed, planner.plan(observed));
    }

    private static ObservedMember silent(int serial) {
        ObservedMember member = Clusters.healthy(serial);
        return new ObservedMember(
                member.resource(),
                Optional.of(Clusters.pod(serial)),
                member.claim(),
                new MemberHealth.Silent("does not accept connections"));
    }

    private static List<String> words(EtcdClusterStatus status) {
        return conditions(status).stream()
                .map(c -> c.type() + "=" + c.status() + " " + c.reason())
                .toList();
    }

    private static List<Condition> conditions(EtcdClusterStatus status) {
        return Objects.requireNonNull(status.conditions());
    }
}
