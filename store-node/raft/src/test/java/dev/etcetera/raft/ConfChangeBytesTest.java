package dev.etcetera.raft;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.raft.protocol.Entry;
import dev.etcetera.raft.protocol.EntryType;
import dev.etcetera.raft.protocol.Payload;
import org.junit.jupiter.api.Test;

final class ConfChangeBytesTest {
    private static boolean isEmptyV2(int... bytes) {
        byte[] data = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            data[i] = (byte) bytes[i];
        }
        return ConfChangeBytes.isEmptyChange(Entry.proposal(EntryType.CONF_CHANGE_V2, Payload.wrap(data)));
    }

    @Test
    void changeWithoutStepsLeavesJointConfiguration() {
        assertThat(isEmptyV2()).isTrue();
        assertThat(isEmptyV2(0x08, 0x00)).as("transition only").isTrue();
        assertThat(isEmptyV2(0x1a, 0x02, 0x12, 0x12))
                .as("context that looks like a step")
                .isTrue();
    }

    @Test
    void changeWithStepsDoesNot() {
        assertThat(isEmptyV2(0x12, 0x04, 0x08, 0x00, 0x10, 0x01)).isFalse();
        assertThat(isEmptyV2(0x08, 0x01, 0x12, 0x00)).isFalse();
        assertThat(isEmptyV2(0x0f)).as("nonsense").isFalse();
    }

    @Test
    void otherEntriesAreNoChanges() {
        assertThat(ConfChangeBytes.isEmptyChange(Entry.proposal(EntryType.CONF_CHANGE, Payload.EMPTY)))
                .isFalse();
    }
}
