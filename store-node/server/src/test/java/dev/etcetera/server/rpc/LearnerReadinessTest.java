package dev.etcetera.server.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.api.EtcdError;
import dev.etcetera.raft.ProgressStatus;
import dev.etcetera.raft.Status;
import dev.etcetera.raft.protocol.HardState;
import dev.etcetera.raft.protocol.SoftState;
import dev.etcetera.raft.protocol.StateType;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How far a learner must be for its vote. */
final class LearnerReadinessTest {
    @Test
    void onlyTheLeaderKnows() {
        assertThat(LearnerReadiness.refusal(status(Map.of()), 2)).contains(EtcdError.NOT_LEADER);
    }

    @Test
    void aStrangerIsNoMember() {
        assertThat(LearnerReadiness.refusal(status(Map.of(1L, match(100))), 2)).contains(EtcdError.MEMBER_NOT_FOUND);
    }

    @Test
    void ninetyPercentOfTheLeadersLogWillDo() {
        assertThat(LearnerReadiness.refusal(status(Map.of(1L, match(100), 2L, match(89))), 2))
                .contains(EtcdError.LEARNER_NOT_READY);
        assertThat(LearnerReadiness.refusal(status(Map.of(1L, match(100), 2L, match(90))), 2))
                .isEmpty();
        assertThat(LearnerReadiness.refusal(status(Map.of(1L, match(100), 2L, match(0))), 2))
                .contains(EtcdError.LEARNER_NOT_READY);
    }

    private static ProgressStatus match(long index) {
        return new ProgressStatus(index, index + 1, "StateReplicate", true, true, 0);
    }

    private static Status status(Map<Long, ProgressStatus> progress) {
        return new Status(1, HardState.EMPTY, new SoftState(1, StateType.LEADER), 0, 0, progress, 0);
    }
}
