package dev.etcetera.operator.plan;

import static dev.etcetera.operator.plan.Clusters.claim;
import static dev.etcetera.operator.plan.Clusters.cluster;
import static dev.etcetera.operator.plan.Clusters.healthy;
import static dev.etcetera.operator.plan.Clusters.member;
import static dev.etcetera.operator.plan.Clusters.observed;
import static dev.etcetera.operator.plan.Clusters.pod;
import static dev.etcetera.operator.plan.Clusters.spec;
import static dev.etcetera.operator.plan.Clusters.status;
import static dev.etcetera.operator.plan.Clusters.three;
import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.operator.api.v1alpha1.EtcdMember;
import dev.etcetera.operator.member.MemberHealth;
import dev.etcetera.operator.member.StoreSize;
import dev.etcetera.operator.observe.Asked;
import dev.etcetera.operator.observe.ClaimView;
import dev.etcetera.operator.observe.ObservedCluster;
import dev.etcetera.operator.observe.ObservedMember;
import dev.etcetera.operator.observe.PodView;
import dev.etcetera.operator.observe.VolumeSize;
import dev.etcetera.operator.plan.Finding.Reason;
import dev.etcetera.operator.resources.Annotations;
import dev.etcetera.operator.resources.Images;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClusterPlannerTest {
    private static final MemberHealth SILENT = new MemberHealth.Silent("has no running Pod");

    private final ClusterPlanner planner = new ClusterPlanner(new Images("etcetera/store"));

    @Test
    void settledClusterNeedsNothingButItsObjectsApplied() {
        Plan plan = planner.plan(three(spec(3)));
        assertThat(plan.steps()).containsExactly(new Step.ApplyClusterObjects(3));
        assertThat(plan.findings()).isEmpty();
        assertThat(plan.recheck()).hasSeconds(30);
    }

    @Test
    void newClusterGetsAllItsMembersInOneStep() {
        Plan plan = planner.plan(observed(cluster(spec(3), false), List.of()));
        assertThat(plan.steps()).hasSize(2);
        assertThat(plan.steps().getLast()).isInstanceOfSatisfying(Step.CreateMembers.class, create -> {
            assertThat(create.serials()).containsExactly(1, 2, 3);
            assertThat(create.initialCluster())
                    .extracting(m -> m.name() + "=" + m.peerUrl())
                    .first()
                    .isEqualTo("demo-1=http://demo-1.demo-peers.default.svc:2380");
        });
    }

    @Test
    void clusterThatServedOnceIsNeverFormedAgain() {
        Plan plan = planner.plan(observed(cluster(spec(3), true), List.of()));
        assertThat(plan.steps()).isEmpty();
        assertThat(plan.findings()).extracting(Finding::reason).containsExactly(Reason.MEMBERS_LOST);
    }

    @Test
    void nothingIsMadeWhileAnotherObjectHasTheName() {
        ObservedCluster free = observed(cluster(spec(3), false), List.of());
        ObservedCluster taken = new ObservedCluster(
                free.resource(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of("Service/demo-client"),
                Optional.empty(),
                Clusters.NOW,
                Asked.NOTHING);
        Plan plan = planner.plan(taken);
        assertThat(plan.steps()).isEmpty();
        assertThat(plan.findings().getFirst().message()).startsWith("Service/demo-client exists");
    }

    @Test
    void interruptedBootstrapIsCompletedFromItsOwnListNotFromTheSpec() {
        List<ObservedMember> two = List.of(bare(1), bare(2));
        Plan plan = planner.plan(observed(cluster(spec(5), false), two));
        assertThat(plan.steps().getLast()).isInstanceOfSatisfying(Step.CreateMembers.class, create -> {
            assertThat(create.serials()).containsExactly(3);
            assertThat(create.initialCluster()).hasSize(3);
        });
        assertThat(plan.progress()).isEmpty();
    }

    @Test
    void memberThatIsGoneAfterVolumesWereMadeIsNotMadeAgain() {
        EtcdMember one = member(1, 3, status(null));
        List<ObservedMember> members =
                List.of(new ObservedMember(one, Optional.empty(), Optional.of(claim(one)), SILENT), bare(2));
        Plan plan = planner.plan(observed(cluster(spec(3), false), members));
        assertThat(plan.steps()).noneMatch(Step.CreateMembers.class::isInstance);
        assertThat(plan.findings())
                .anyMatch(f -> f.reason() == Reason.MEMBERS_LOST && f.message().contains("demo-3"));
    }

    @Test
    void volumesAreMadeTogetherOnceAllMembersExist() {
        Plan plan = planner.plan(observed(cluster(spec(3), false), List.of(bare(1), bare(2), bare(3))));
        assertThat(plan.steps()).filteredOn(Step.CreateVolume.class::isInstance).hasSize(3);
    }

    @Test
    void volumeMadeJustBeforeTheOperatorDiedIsNoted() {
        EtcdMember one = member(1, 3, null);
        ObservedMember unnoted = new ObservedMember(one, Optional.empty(), Optional.of(claim(one)), SILENT);
        Plan plan = planner.plan(observed(cluster(spec(3), false), List.of(unnoted, bare(2), bare(3))));
        assertThat(plan.steps()).contains(new Step.NoteVolume(one));
        assertThat(plan.steps()).noneMatch(Step.CreatePod.class::isInstance);
    }

    @Test
    void firstPodsMayFormANewCluster() {
        EtcdMember one = member(1, 1, status(null));
        ObservedMember ready = new ObservedMember(one, Optional.empty(), Optional.of(claim(one)), SILENT);
        Plan plan = planner.plan(observed(cluster(spec(1), false), List.of(ready)));
        assertThat(plan.steps()).contains(new Step.CreatePod(one, true));
    }

    @Test
    void deletedPodComesBackWithItsDataAndNeverFormsANewCluster() {
        EtcdMember two = member(2, 3, status("0000000000000002"));
        ObservedMember bereft = new ObservedMember(two, Optional.empty(), Optional.of(claim(two)), SILENT);
        Plan plan = planner.plan(three(spec(3), bereft));
        assertThat(plan.steps()).contains(new Step.CreatePod(two, false));
        assertThat(plan.findings()).extracting(Finding::reason).containsExactly(Reason.MEMBER_DOWN);
    }

    @Test
    void lostVolumeIsReportedAndNoEmptyOneTakesItsPlace() {
        EtcdMember two = member(2, 3, status("0000000000000002"));
        Plan plan = planner.plan(three(spec(3), new ObservedMember(two, Optional.empty(), Optional.empty(), SILENT)));
        assertThat(plan.steps())
                .containsExactly(new Step.ApplyClusterObjects(3), new Step.Replace(two, "lost its volume claim"));
        assertThat(plan.findings().getFirst().reason()).isEqualTo(Reason.VOLUME_LOST);
    }

    @Test
    void pausedClusterIsLookedAtAndNothingIsDone() {
        Plan plan = planner.plan(Scene.serving(3)
                .wanted(5)
                .podGone(2)
                .annotated(Annotations.PAUSED, "true")
                .observed());
        assertThat(plan.steps()).isEmpty();
        assertThat(plan.findings()).extracting(Finding::reason).containsExactly(Reason.MEMBER_DOWN);
        assertThat(plan.progress())
                .hasValueSatisfying(p -> assertThat(p.reason()).isEqualTo(Progress.Reason.PAUSED));
        assertThat(plan.recheck()).hasSeconds(5);
    }

    @Test
    void podThatDoesNotEndIsReportedWithWhatTheUserCanSayAndNeverForced() {
        Plan plan = planner.plan(Scene.serving(3)
                .pod(2, Clusters.dyingPod(2, Clusters.NOW.minusSeconds(300)))
                .observed());
        assertThat(plan.steps()).containsExactly(new Step.ApplyClusterObjects(3));
        assertThat(plan.findings().getFirst().reason()).isEqualTo(Reason.POD_HANGS);
        assertThat(plan.findings().getFirst().message())
                .contains(
                        "its node n1 does not confirm it", "annotate the EtcdCluster with etcetera.dev/replace=demo-2");
    }

    @Test
    void volumeThatIsBeingDeletedKeepsItsPodAndGetsNoNewOne() {
        EtcdMember two = member(2, 3, status("0000000000000002"));
        ClaimView going = new ClaimView("data-demo-2-00000002", true, true, Optional.empty(), VolumeSize.UNKNOWN);
        Plan plan = planner.plan(three(spec(3), new ObservedMember(two, Optional.empty(), Optional.of(going), SILENT)));
        assertThat(plan.steps()).noneMatch(Step.CreatePod.class::isInstance);
        assertThat(plan.findings().getFirst().reason()).isEqualTo(Reason.VOLUME_LOST);
    }

    @Test
    void claimOfAnotherLifeIsNeverAdopted() {
        EtcdMember one = member(1, 1, null);
        ClaimView foreign = new ClaimView("data-demo-1-00000001", false, false, Optional.empty(), VolumeSize.UNKNOWN);
        ObservedMember member = new ObservedMember(one, Optional.empty(), Optional.of(foreign), SILENT);
        Plan plan = planner.plan(observed(cluster(spec(1), false), List.of(member)));
        assertThat(plan.steps()).containsExactly(new Step.ApplyClusterObjects(1));
        assertThat(plan.findings().getFirst().reason()).isEqualTo(Reason.VOLUME_NOT_OURS);
    }

    @Test
    void endedPodsAreReplacedOneAtATime() {
        ObservedMember[] ended = {ended(1), ended(2), ended(3)};
        Plan plan = planner.plan(three(spec(3), ended));
        assertThat(plan.steps()).filteredOn(Step::disruptive).hasSize(1);
    }

    @Test
    void podThatEndedAtOnceIsNotMadeAgainAtOnce() {
        Plan plan = planner.plan(Scene.serving(3)
                .pod(2, Clusters.endedPod(2, Clusters.NOW.minusSeconds(9)))
                .observed());
        assertThat(plan.steps()).containsExactly(new Step.ApplyClusterObjects(3));
        assertThat(plan.findings()).extracting(Finding::reason).contains(Reason.POD_STUCK);
    }

    @Test
    void crashLoopIsReportedAndLeftToTheKubelet() {
        EtcdMember two = member(2, 3, status("0000000000000002"));
        PodView looping = Clusters.stuckPod(2, "CrashLoopBackOff after 7 restarts, last exit code 1");
        Plan plan = planner.plan(three(
                spec(3),
                new ObservedMember(two, Optional.of(looping), Optional.of(claim(two)), new MemberHealth.Silent("x"))));
        assertThat(plan.steps()).noneMatch(Step::disruptive);
        assertThat(plan.findings())
                .containsExactly(new Finding(
                        Reason.POD_STUCK, "Pod demo-2 CrashLoopBackOff after 7 restarts, last exit code 1"));
    }

    @Test
    void podOfAnotherOwnerIsLeftAlone() {
        EtcdMember two = member(2, 3, status("0000000000000002"));
        PodView other = new PodView(
                "demo-2",
                "u",
                false,
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty(),
                Optional.empty(),
                0,
                Optional.empty(),
                false,
                PodView.Made.BY_ANOTHER_RELEASE,
                Optional.empty(),
                0,
                Optional.empty());
        Plan plan = planner.plan(
                three(spec(3), new ObservedMember(two, Optional.of(other), Optional.of(claim(two)), SILENT)));
        assertThat(plan.steps()).containsExactly(new Step.ApplyClusterObjects(3));
        assertThat(plan.findings().getFirst().reason()).isEqualTo(Reason.NAME_TAKEN);
    }

    @Test
    void membersOfDifferentClustersAreReported() {
        ObservedMember stray = new ObservedMember(
                healthy(3).resource(),
                Optional.of(pod(3)),
                healthy(3).claim(),
                new MemberHealth.Answering(
                        99,
                        3,
                        3,
                        1_000,
                        "3.7.3",
                        false,
                        List.of(),
                        1,
                        1_000,
                        StoreSize.UNKNOWN,
                        MemberHealth.Database.UNKNOWN));
        Plan plan = planner.plan(three(spec(3), stray));
        assertThat(plan.findings().getFirst().reason()).isEqualTo(Reason.CLUSTER_ID_MISMATCH);
    }

    @Test
    void whatAMemberReportsIsReported() {
        ObservedMember full = new ObservedMember(
                healthy(3).resource(),
                Optional.of(pod(3)),
                healthy(3).claim(),
                new MemberHealth.Answering(
                        Clusters.CLUSTER_ID,
                        3,
                        1,
                        1_000,
                        "3.7.3",
                        false,
                        List.of("etcdserver: something is odd"),
                        1,
                        1_000,
                        StoreSize.UNKNOWN,
                        MemberHealth.Database.UNKNOWN));
        Plan plan = planner.plan(three(spec(3), full));
        assertThat(plan.findings()).extracting(Finding::reason).containsExactly(Reason.MEMBER_REPORTS_ERROR);
    }

    private static ObservedMember bare(int serial) {
        return new ObservedMember(member(serial, 3, null), Optional.empty(), Optional.empty(), SILENT);
    }

    private static ObservedMember ended(int serial) {
        EtcdMember member = member(serial, 3, status("000000000000000" + serial));
        return new ObservedMember(member, Optional.of(Clusters.endedPod(serial)), Optional.of(claim(member)), SILENT);
    }
}
