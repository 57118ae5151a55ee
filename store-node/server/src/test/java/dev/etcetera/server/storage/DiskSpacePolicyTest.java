package dev.etcetera.server.storage;

import static dev.etcetera.server.storage.DiskLevel.FULL;
import static dev.etcetera.server.storage.DiskLevel.LOW;
import static dev.etcetera.server.storage.DiskLevel.ROOMY;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DiskSpacePolicyTest {
    private static final long MIB = 1L << 20;
    private static final DiskSpacePolicy POLICY = new DiskSpacePolicy(64 * MIB);

    @Test
    void theReserveIsATwentiethOfTheVolumeWithinBounds() {
        assertThat(DiskSpacePolicy.forVolume(100 * MIB).reserveBytes()).isEqualTo(16 * MIB);
        assertThat(DiskSpacePolicy.forVolume(1000 * MIB).reserveBytes()).isEqualTo(50 * MIB);
        assertThat(DiskSpacePolicy.forVolume(100_000 * MIB).reserveBytes()).isEqualTo(64 * MIB);
    }

    @Test
    void writesAreRefusedOnceTheReserveIsTouched() {
        assertThat(POLICY.decide(ROOMY, usable(64))).isEqualTo(ROOMY);
        assertThat(POLICY.decide(ROOMY, usable(63))).isEqualTo(LOW);
    }

    @Test
    void theWayBackAsksForTwiceAsMuch() {
        assertThat(POLICY.decide(LOW, usable(127))).isEqualTo(LOW);
        assertThat(POLICY.decide(LOW, usable(128))).isEqualTo(ROOMY);
        assertThat(POLICY.decide(FULL, usable(128))).isEqualTo(ROOMY);
    }

    @Test
    void aRefusedWriteCountsMoreThanWhatTheVolumeSays() {
        assertThat(POLICY.decide(ROOMY, new DiskSpacePolicy.Room(1000 * MIB, 1000 * MIB, true)))
                .isEqualTo(LOW);
    }

    @Test
    void whatIsAgreedOnIsWrittenWhileTheLogHasRoomForMoreThanBookkeeping() {
        assertThat(POLICY.decide(ROOMY, room(0, 8))).isEqualTo(LOW);
        assertThat(POLICY.decide(LOW, room(0, 2))).isEqualTo(LOW);
        assertThat(POLICY.decide(LOW, room(0, 1))).isEqualTo(FULL);
        assertThat(POLICY.decide(FULL, room(0, 3))).isEqualTo(FULL);
        assertThat(POLICY.decide(FULL, room(0, 4))).isEqualTo(LOW);
    }

    @Test
    void theBackendIsHeldBackBeforeItsWritesAreRefused() {
        assertThat(POLICY.mayCommit(ROOMY, usable(64))).isTrue();
        assertThat(POLICY.mayCommit(LOW, usable(32))).isTrue();
        assertThat(POLICY.mayCommit(LOW, usable(31))).isFalse();
        assertThat(POLICY.mayCommit(LOW, new DiskSpacePolicy.Room(60 * MIB, 60 * MIB, true)))
                .isFalse();
    }

    private static DiskSpacePolicy.Room usable(long mebibytes) {
        return room(mebibytes, mebibytes);
    }

    private static DiskSpacePolicy.Room room(long usableMebibytes, long logMebibytes) {
        return new DiskSpacePolicy.Room(usableMebibytes * MIB, logMebibytes * MIB, false);
    }
}
