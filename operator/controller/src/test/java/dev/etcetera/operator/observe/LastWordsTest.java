package dev.etcetera.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

class LastWordsTest {
    private static final String DAMAGED = """
            {"level":"info","msg":"starting"}
            {"level":"fatal","msg":"cannot start","error":"wal: 0.wal is damaged at offset 304: its checksum differs; nothing was\
             changed; remove this member, add it again and start it with an empty data directory, or restore a snapshot"}
            """;

    @Test
    void memberThatFindsItsFilesDamagedAgainAndAgainIsLost() {
        assertThat(LastWords.damage(List.of(ended(2, 1, DAMAGED))))
                .hasValueSatisfying(words ->
                        assertThat(words).startsWith("{\"level\":\"fatal\"").contains("0.wal is damaged"));
    }

    @Test
    void onceMayBeADiskThatWasNotThereYet() {
        assertThat(LastWords.damage(List.of(ended(1, 1, DAMAGED)))).isEmpty();
    }

    @Test
    void whateverElseEndsAProcessIsNoDamage() {
        assertThat(LastWords.damage(List.of(ended(9, 137, "")))).isEmpty();
        assertThat(LastWords.damage(List.of(ended(9, 1, "bind: address already in use"))))
                .isEmpty();
        assertThat(LastWords.damage(List.of(ended(9, 0, DAMAGED)))).isEmpty();
        assertThat(LastWords.damage(
                        List.of(new ContainerStatusBuilder().withRestartCount(0).build())))
                .isEmpty();
    }

    private static ContainerStatus ended(int restarts, int exitCode, String words) {
        return new ContainerStatusBuilder()
                .withRestartCount(restarts)
                .withNewLastState()
                .withNewTerminated()
                .withExitCode(exitCode)
                .withMessage(words)
                .endTerminated()
                .endLastState()
                .build();
    }
}
