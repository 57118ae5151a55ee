package dev.etcetera.operator.plan;

import static dev.etcetera.operator.plan.RecoveryScene.asked;
import static dev.etcetera.operator.plan.RecoveryScene.recovering;
import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.operator.api.v1alpha1.EtcdClusterStatus.Stage;
import dev.etcetera.operator.api.v1alpha1.EtcdRecoveryStatus;
import dev.etcetera.operator.api.v1alpha1.RequestPhase;
import dev.etcetera.operator.resources.Images;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whether a recovery may begin, and from whom. */
class AdmissionTest {
    private static final Duration NOW = Duration.ZERO;
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Duration LATE = Duration.ofMinutes(2);

    private final ClusterPlanner planner = new ClusterPlanner(new Images("etcetera/store"));

    private static Scene lost(int size, int... serials) {
        Scene scene = Scene.serving(size).led(0).unconfirmed();
        for (int serial : serials) {
            scene.podGone(serial).claimGone(serial);
        }
        return scene;
    }

    static Stream<Arguments> answers() {
        return Stream.of(
                Arguments.of(Scene.serving(3).with(asked(NOW, null)), RequestPhase.REJECTED, "has a quorum"),
                Arguments.of(lost(3, 1, 2, 3).with(asked(NOW, null)), RequestPhase.REJECTED, "no data to go on with"),
                Arguments.of(
                        lost(1, 1).with(asked(NOW, null)), RequestPhase.REJECTED, "the only member is lost for good"),
                Arguments.of(
                        lost(3, 2, 3).with(asked(NOW, "demo-2")),
                        RequestPhase.REJECTED,
                        "demo-2 cannot be the survivor"),
                Arguments.of(lost(3, 2, 3).with(asked(NOW, "demo-9")), RequestPhase.REJECTED, "not a voting member"),
                Arguments.of(lost(3, 2, 3).with(asked(NOW, null)), RequestPhase.PENDING, "looking who answers: demo-1"),
                Arguments.of(lost(3, 3).with(asked(SOON, null)), RequestPhase.PENDING, "which is a quorum"),
                Arguments.of(lost(3, 3).with(asked(LATE, "demo-1")), RequestPhase.REJECTED, "which is a quorum"),
                Arguments.of(
                        lost(3, 3).silent(2).with(asked(SOON, null)), RequestPhase.PENDING, "merely silent: demo-2"),
                Arguments.of(
                        lost(3, 3).silent(2).with(asked(LATE, null)), RequestPhase.REJECTED, "merely silent: demo-2"),
                Arguments.of(
                        lost(3, 2, 3).silent(1).with(asked(SOON, null)), RequestPhase.PENDING, "no member answers"),
                Arguments.of(
                        lost(3, 3).silent(2).silent(1).with(asked(LATE, "demo-1")),
                        RequestPhase.REJECTED,
                        "demo-1 does"),
                Arguments.of(
                        lost(3, 2, 3)
                                .with(recovering(Stage.FORCING, "demo-1"))
                                .with(asked(NOW, null))
                                .with(asked(NOW, null)),
                        RequestPhase.REJECTED,
                        "EtcdRecovery r of this cluster is under way"));
    }

    @ParameterizedTest
    @MethodSource("answers")
    void isNotLetIn(Scene scene, RequestPhase phase, String why) {
        Plan plan = planner.plan(scene.observed());
        EtcdRecoveryStatus said = reports(plan).getFirst();
        assertThat(said.phase()).isEqualTo(phase);
        assertThat(said.message()).contains(why);
        assertThat(plan.steps()).noneMatch(Step.BeginRecovery.class::isInstance);
        assertThat(plan.needsFreshLook()).isTrue();
    }

    @Test
    void beginsWithTheOneThatIsLeft() {
        Step.BeginRecovery begin = begins(lost(3, 1, 3).with(asked(SOON, null)));
        assertThat(begin.mark().survivor()).isEqualTo("demo-2");
        assertThat(begin.mark().stage()).isEqualTo(Stage.FORCING);
        assertThat(begin.status().candidates()).hasSize(3);
    }

    @Test
    void takesWhoHasCommittedTheMost() {
        assertThat(begins(lost(5, 1, 2, 3).applied(5, 1_200).with(asked(SOON, null)))
                        .mark()
                        .survivor())
                .isEqualTo("demo-5");
    }

    @Test
    void takesTheUsersWordForThoseThatAreSilent() {
        assertThat(begins(lost(3, 3).silent(2).with(asked(SOON, "demo-1")))
                        .mark()
                        .survivor())
                .isEqualTo("demo-1");
    }

    @Test
    void takesACorruptOneLast() {
        assertThat(begins(lost(5, 1, 2, 3).applied(5, 1_200).corrupt(5).with(asked(SOON, null)))
                        .mark()
                        .survivor())
                .isEqualTo("demo-4");
    }

    @Test
    void theOldestComesFirst() {
        Plan plan = planner.plan(
                lost(3, 2, 3).with(asked(LATE, null)).with(asked(SOON, null)).observed());
        assertThat(plan.steps())
                .anyMatch(s -> s instanceof Step.BeginRecovery b
                        && b.recovery().getMetadata().getName().equals("r"));
        assertThat(reports(plan))
                .singleElement()
                .satisfies(s -> assertThat(s.message()).isEqualTo("EtcdRecovery r is first"));
    }

    private Step.BeginRecovery begins(Scene scene) {
        return planner.plan(scene.observed()).steps().stream()
                .filter(Step.BeginRecovery.class::isInstance)
                .map(Step.BeginRecovery.class::cast)
                .findFirst()
                .orElseThrow();
    }

    private static List<EtcdRecoveryStatus> reports(Plan plan) {
        return plan.steps().stream()
                .filter(Step.ReportRecovery.class::isInstance)
                .map(s -> ((Step.ReportRecovery) s).status())
                .filter(s -> s.phase() != RequestPhase.RUNNING)
                .toList();
    }
}
