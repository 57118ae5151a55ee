package dev.etcetera.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.raft.protocol.ConfState;
import java.util.List;
import org.junit.jupiter.api.Test;

final class StoredConfStateTest {
    @Test
    void jsonIsThatOfGo() {
        assertThat(StoredConfState.json(ConfState.ofVoters(List.of(0xB000000000000001L, 5L))))
                .isEqualTo("{\"voters\":[5,12682136550675316737],\"auto_leave\":false}");
        assertThat(StoredConfState.json(new ConfState(List.of(1L), List.of(2L), List.of(3L, 4L), List.of(4L), true)))
                .isEqualTo("{\"voters\":[1],\"learners\":[2],\"voters_outgoing\":[3,4],\"learners_next\":[4],"
                        + "\"auto_leave\":true}");
    }
}
