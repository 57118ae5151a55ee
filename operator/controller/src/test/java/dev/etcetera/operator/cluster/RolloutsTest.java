package dev.etcetera.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.operator.plan.Rollout;
import dev.etcetera.operator.plan.Rollout.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RolloutsTest {
    private Instant now = Instant.EPOCH;
    private final Rollouts rollouts = new Rollouts(1, () -> now);

    @Test
    void oneAtATimeAndTheNextWhenItIsSettled() {
        seeAll();
        assertThat(turn("a", Stage.DUE)).isTrue();
        assertThat(turn("b", Stage.DUE)).isFalse();
        assertThat(turn("a", Stage.BEGUN)).isTrue();
        assertThat(turn("a", Stage.ENDING)).isTrue();
        assertThat(turn("b", Stage.DUE)).isFalse();
        assertThat(rollouts.waiting()).isEqualTo(1);
        assertThat(turn("a", Stage.SETTLED)).isTrue();
        assertThat(turn("b", Stage.DUE)).isTrue();
        assertThat(turn("a", Stage.DUE)).isFalse();
    }

    @Test
    void afterAStartTheOneInTheMiddleIsTheFirst() {
        assertThat(turn("a", Stage.DUE)).as("not all are seen yet").isFalse();
        assertThat(turn("b", Stage.DUE)).isFalse();
        assertThat(turn("c", Stage.BEGUN)).isTrue();
        assertThat(turn("a", Stage.DUE)).isFalse();
        turn("c", Stage.SETTLED);
        assertThat(turn("a", Stage.DUE)).isTrue();
    }

    @Test
    void oneInTheMiddleThatHasToWaitIsTheNext() {
        seeAll();
        turn("a", Stage.DUE);
        assertThat(turn("c", Stage.BEGUN)).isFalse();
        turn("a", Stage.SETTLED);
        assertThat(turn("b", Stage.DUE)).isFalse();
        assertThat(turn("c", Stage.BEGUN)).isTrue();
    }

    @Test
    void oneThatCannotBeLookedAtHoldsNobodyUp() {
        turn("a", Stage.SETTLED);
        rollouts.failed("c");
        assertThat(turn("b", Stage.DUE)).isTrue();
    }

    @Test
    void pausedOrDeletedOneGivesItsTurnBack() {
        seeAll();
        turn("a", Stage.BEGUN);
        turn("a", Stage.NONE);
        assertThat(turn("b", Stage.BEGUN)).isTrue();
        rollouts.goes("b");
        assertThat(turn("c", Stage.DUE)).isTrue();
    }

    @Test
    void oneThatIsNotWellTakesNoTurn() {
        seeAll();
        assertThat(turn("a", Stage.UNWELL)).isFalse();
        assertThat(turn("b", Stage.DUE)).isTrue();
    }

    @Test
    void oneThatHaltedKeepsTheOthersFromItsFateForAnHour() {
        seeAll();
        turn("a", Stage.BEGUN);
        now = now.plus(Rollouts.PATIENCE).minusSeconds(1);
        turn("a", Stage.BEGUN);
        assertThat(turn("b", Stage.DUE)).isFalse();
        now = now.plus(Duration.ofSeconds(2));
        assertThat(turn("b", Stage.DUE)).isTrue();
    }

    private void seeAll() {
        List.of("a", "b", "c").forEach(c -> turn(c, Stage.SETTLED));
    }

    private boolean turn(String cluster, Stage stage) {
        return rollouts.turn(cluster, new Rollout(stage, 0), () -> List.of("a", "b", "c"));
    }
}
