package dev.etcetera.server.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ZapLogTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-22T21:00:00.0120340Z"));

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private ZapLog log(LogLevel level, LogOptions.Format format) {
        return LogSink.to(out, new LogOptions(level, format, List.of()), CLOCK).named("raft/RaftLoop");
    }

    private String written() {
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void jsonLineHasZapsShape() {
        log(LogLevel.INFO, LogOptions.Format.JSON)
                .info("elected", "term", 7L, "name", "a\"b\n", "ok", true, "urls", List.of("x", "y"));
        assertThat(written())
                .matches("\\{\"level\":\"info\",\"ts\":\"2026-11-22T21:00:00.012034Z\","
                        + "\"caller\":\"raft/RaftLoop.java:\\d+\",\"msg\":\"elected\","
                        + "\"term\":7,\"name\":\"a\\\\\"b\\\\n\",\"ok\":true,\"urls\":\\[\"x\",\"y\"]}\n");
    }

    @Test
    void consoleLineIsDividedByTabs() {
        log(LogLevel.INFO, LogOptions.Format.CONSOLE).warn("slow", "took", Duration.ofMillis(1500));
        assertThat(written()).startsWith("2026-11-22T21:00:00.012034Z\twarn\traft/RaftLoop.java:");
        assertThat(written()).endsWith("\tslow\t{\"took\":\"1.5s\"}\n");
    }

    @Test
    void lowerLevelsAreDropped() {
        ZapLog log = log(LogLevel.WARN, LogOptions.Format.JSON);
        log.info("no");
        assertThat(log.debugEnabled()).isFalse();
        assertThat(written()).isEmpty();
    }

    @Test
    void stackTraceOnlyFromErrorOn() {
        ZapLog log = log(LogLevel.DEBUG, LogOptions.Format.JSON);
        log.warn("w", "error", new IllegalStateException("bad"));
        assertThat(written()).contains("\"error\":\"bad\"").doesNotContain("stacktrace");
        log.error("e", "error", new IllegalStateException("bad"));
        assertThat(written()).contains("\"stacktrace\":\"java.lang.IllegalStateException: bad\\n");
    }

    @Test
    void mapsAndOddFieldsAreKept() {
        log(LogLevel.DEBUG, LogOptions.Format.JSON).debug("m", "map", Map.of("k", 1), "alone");
        assertThat(written()).contains("\"map\":{\"k\":1},\"ignored\":\"alone\"}");
    }

    @Test
    void filesAreAppendedTo(@TempDir Path dir) throws IOException {
        Path file = dir.resolve("etcd.log");
        LogOptions options = new LogOptions(LogLevel.INFO, LogOptions.Format.JSON, List.of(file.toString()));
        for (int i = 0; i < 2; i++) {
            try (LogSink sink = LogSink.open(options, CLOCK)) {
                sink.named("x").info("hello");
            }
        }
        assertThat(Files.readAllLines(file)).hasSize(2).allMatch(line -> line.contains("\"msg\":\"hello\""));
    }

    @Test
    void durationsReadAsInGo() {
        assertThat(GoDurations.format(Duration.ZERO)).isEqualTo("0s");
        assertThat(GoDurations.format(Duration.ofMillis(100))).isEqualTo("100ms");
        assertThat(GoDurations.format(Duration.ofSeconds(10))).isEqualTo("10s");
        assertThat(GoDurations.format(Duration.ofMinutes(10))).isEqualTo("10m0s");
        assertThat(GoDurations.format(Duration.ofHours(2).plusMillis(1))).isEqualTo("2h0m0.001s");
        assertThat(GoDurations.format(Duration.ofNanos(1500))).isEqualTo("1.5µs");
    }
}
