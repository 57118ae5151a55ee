package dev.etcetera.operator.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EffectTraceTest {
    @TempDir
    private Path directory;

    @Test
    void withoutItsSettingThereIsNone() {
        assertThat(EffectTrace.of(Optional.empty(), Optional.of("after 1"))).isEmpty();
    }

    @Test
    void endsTheProcessAtTheNamedMomentAndSaysWhere() throws IOException {
        AtomicInteger deaths = new AtomicInteger();
        Path file = directory.resolve("trace");
        EffectTrace trace = new EffectTrace(
                file, Optional.of(EffectTrace.Point.parse("after 2 MEMBER Member")), deaths::incrementAndGet);
        trace.before("MemberAdd");
        trace.after("MemberAdd");
        trace.after("MoveLeader");
        trace.before("MemberRemove");
        assertThat(deaths).hasValue(0);
        trace.after("MemberRemove");
        assertThat(deaths).hasValue(1);
        assertThat(Files.readAllLines(file))
                .endsWith("effect after MEMBER MemberRemove", "end after MEMBER MemberRemove");
    }

    @Test
    void momentIsASideANumberAndPerhapsAText() {
        assertThat(EffectTrace.Point.parse("before 7")).isEqualTo(new EffectTrace.Point("before", 7, ""));
        EffectTrace.Point noStatus = EffectTrace.Point.parse("after 1 !/status");
        assertThat(noStatus.matches("after", "PATCH pods/a")).isTrue();
        assertThat(noStatus.matches("after", "PATCH etcdmembers/a/status")).isFalse();
        assertThat(noStatus.matches("before", "PATCH pods/a")).isFalse();
        assertThatThrownBy(() -> EffectTrace.Point.parse("during 7")).hasMessageContaining("before|after NUMBER");
    }
}
