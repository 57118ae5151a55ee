package dev.etcetera.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EnvironmentAndFileTest {
    private static final BuildInfo BUILD = new BuildInfo("3.7.3", "0.1.0", "abc");

    @TempDir
    Path dir;

    private static CommandOutcome run(Map<String, String> environment, String... arguments) {
        return new EtcdCommand(environment, BUILD).decide(List.of(arguments));
    }

    private static ServerConfig started(CommandOutcome outcome) {
        assertThat(outcome).isInstanceOf(CommandOutcome.Start.class);
        return ((CommandOutcome.Start) outcome).config();
    }

    private static Notice last(CommandOutcome outcome) {
        CommandOutcome.Exit exit = (CommandOutcome.Exit) outcome;
        assertThat(exit.status()).isEqualTo(1);
        return exit.notices().getLast();
    }

    private CommandOutcome file(String yaml, String... arguments) throws IOException {
        Path file = Files.writeString(dir.resolve("etcd.yaml"), yaml);
        List<String> all = new java.util.ArrayList<>(List.of(arguments));
        all.add("--config-file=" + file);
        return run(Map.of("ETCD_NAME", "ignored"), all.toArray(String[]::new));
    }

    @Test
    void environmentIsUsedAndTold() {
        CommandOutcome outcome =
                run(Map.of("ETCD_NAME", "e1", "ETCD_LOG_LEVEL", "debug", "ETCD_WAL_DIR", "", "ETCD_PORT", "1"));
        assertThat(started(outcome).name()).isEqualTo("e1");
        assertThat(((CommandOutcome.Start) outcome).notices())
                .extracting(Notice::message)
                .contains("recognized and used environment variable", "unrecognized environment variable");
    }

    @Test
    void flagAndVariableTogetherAreFatal() {
        Notice notice = last(run(Map.of("ETCD_NAME", "a"), "--name", "b"));
        assertThat(notice.message())
                .isEqualTo("conflicting environment variable is shadowed by corresponding command-line flag "
                        + "(either unset environment variable or disable flag))");
        assertThat(notice.keysAndValues()).containsExactly("environment-variable", "ETCD_NAME");
    }

    @Test
    void wrongVariableIsRefusedInGosWords() {
        assertThat(last(run(Map.of("ETCD_HEARTBEAT_INTERVAL", "xx"))).keysAndValues())
                .containsExactly("error", "invalid value \"xx\" for ETCD_HEARTBEAT_INTERVAL: parse error");
    }

    @Test
    void fileReplacesFlagsAndEnvironment() throws IOException {
        ServerConfig config = started(file("""
                name: f1
                data-dir: /d
                heartbeat-interval: 200
                election-timeout: 2000
                watch-progress-notify-interval: 600000000000
                warning-apply-duration: 50ms
                listen-client-urls: http://127.0.0.1:1,http://127.0.0.1:2
                log-outputs: [stdout, stderr]
                client-transport-security:
                  cert-file: c.pem
                  client-cert-auth: true
                peer-transport-security:
                  allowed-cn: [a, b]
                feature-gates: "InitialCorruptCheck=true"
                unknown: 1
                """, "--name=flag"));
        assertThat(config.name()).isEqualTo("f1");
        assertThat(config.ticks()).isEqualTo(new TickConfig(200, 2000, true, true));
        assertThat(config.limits().watchProgressNotifyInterval()).isEqualTo(Duration.ofMinutes(10));
        assertThat(config.limits().warningApplyDuration()).isEqualTo(Duration.ofMillis(50));
        assertThat(config.urls().listenClient())
                .containsExactly(URI.create("http://127.0.0.1:1"), URI.create("http://127.0.0.1:2"));
        assertThat(config.log().outputs()).containsExactly("stdout", "stderr");
        assertThat(config.security().client().certFile()).isEqualTo("c.pem");
        assertThat(config.security().client().clientCertAuth()).isTrue();
        assertThat(config.security().peer().allowedCommonNames()).containsExactly("a", "b");
        assertThat(config.features().isEnabled("InitialCorruptCheck")).isTrue();
    }

    @Test
    void missingOrBrokenFileIsOneClearLine() throws IOException {
        assertThat(last(run(Map.of(), "--config-file", "/nope")).keysAndValues())
                .containsExactly("error", "open /nope: no such file or directory");
        assertThat(last(file("a: [1")).keysAndValues().getLast().toString())
                .startsWith("error converting YAML to JSON: yaml: ")
                .doesNotContain("\n");
        assertThat(last(file("heartbeat-interval: x")).keysAndValues().getLast())
                .isEqualTo("invalid value \"x\" for heartbeat-interval in the configuration file: parse error");
    }
}
