package dev.etcetera.operator.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etcetera.operator.execute.MembershipExecutor.Outcome;
import dev.etcetera.operator.member.FakeMember;
import dev.etcetera.operator.plan.Plan;
import dev.etcetera.operator.plan.Progress;
import dev.etcetera.operator.plan.Step;
import io.grpc.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MembershipExecutorTest {
    private FakeMember member;
    private MembershipExecutor executor;

    @BeforeEach
    void open() throws IOException {
        member = new FakeMember();
        executor = new MembershipExecutor(member.client(Duration.ofSeconds(30)), Fence.OPEN);
    }

    @AfterEach
    void close() {
        member.close();
    }

    @Test
    void eachStepIsOneCallToTheMemberThatLeadsAndOneEvent() {
        String leader = member.address();
        List<Outcome> outcomes = List.of(
                executor.execute(new Step.AddLearner(leader, "demo-4", "http://demo-4:2380")),
                executor.execute(new Step.PromoteLearner(leader, "demo-4", 4)),
                executor.execute(new Step.MoveLeader(leader, "demo-3", "demo-1", 1)),
                executor.execute(new Step.RemoveMember(leader, "demo-3", 3)));
        assertThat(member.asked())
                .containsExactly("add [http://demo-4:2380] as learner", "promote 4", "move leader to 1", "remove 3");
        assertThat(outcomes).allMatch(Outcome::done);
        assertThat(outcomes)
                .extracting(o -> o.reason() + ": " + o.message())
                .containsExactly(
                        "LearnerAdded: added demo-4 as a learner",
                        "LearnerPromoted: demo-4 has a vote",
                        "LeaderMoved: demo-3 handed the leadership over to demo-1",
                        "MemberRemoved: removed member demo-3");
    }

    @Test
    void nothingIsAskedOfAMemberBehindAClosedFence() {
        Fence closed = () -> {
            throw new Fence.ClosedException("closed");
        };
        MembershipExecutor fenced = new MembershipExecutor(member.client(Duration.ofSeconds(30)), closed);
        assertThatThrownBy(() -> fenced.execute(new Step.RemoveMember(member.address(), "demo-3", 3)))
                .isInstanceOf(Fence.ClosedException.class);
        assertThat(member.asked()).isEmpty();
    }

    @Test
    void refusedStepIsTriedAgainAndThePlanSaysWhy() {
        member.refuse(Status.UNAVAILABLE.withDescription("etcdserver: unhealthy cluster"));
        Outcome outcome = executor.execute(new Step.RemoveMember(member.address(), "demo-3", 3));
        assertThat(outcome)
                .isEqualTo(new Outcome(
                        false,
                        "MembershipRefused",
                        "member demo-3 could not be removed: etcdserver: unhealthy cluster; trying again"));
        Plan plan = new Plan(List.of(), List.of(), Optional.empty(), Duration.ofSeconds(1)).refused(outcome.message());
        assertThat(plan.progress()).contains(new Progress(Progress.Reason.WAITING_FOR_CLUSTER, outcome.message()));
    }
}
