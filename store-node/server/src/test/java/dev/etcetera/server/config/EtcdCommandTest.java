package dev.etcetera.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EtcdCommandTest {
    private static final BuildInfo BUILD = new BuildInfo("3.7.3", "0.1.0", "abc");

    private static CommandOutcome run(Map<String, String> environment, String... arguments) {
        return new EtcdCommand(environment, BUILD).decide(List.of(arguments));
    }

    private static ServerConfig config(String... arguments) {
        CommandOutcome outcome = run(Map.of(), arguments);
        assertThat(outcome).isInstanceOf(CommandOutcome.Start.class);
        return ((CommandOutcome.Start) outcome).config();
    }

    private static String error(CommandOutcome outcome) {
        CommandOutcome.Exit exit = (CommandOutcome.Exit) outcome;
        assertThat(exit.status()).isEqualTo(1);
        return String.valueOf(exit.notices().getLast().keysAndValues().getLast());
    }

    @Test
    void defaultsAreEtcds() {
        ServerConfig config = config();
        assertThat(config.name()).isEqualTo("default");
        assertThat(config.dataDir()).isEqualTo(Path.of("default.etcd"));
        assertThat(config.walDir()).isEqualTo(Path.of("default.etcd/member/wal"));
        assertThat(config.urls().listenClient()).containsExactly(URI.create("http://localhost:2379"));
        assertThat(PeerUrls.text(config.cluster().initialCluster())).isEqualTo("default=http://localhost:2380");
        assertThat(config.ticks()).isEqualTo(new TickConfig(100, 1000, true, true));
        assertThat(config.storage().quotaBackendBytes()).isEqualTo(2_147_483_648L);
        assertThat(config.limits().maxRequestBytes()).isEqualTo(1_572_864);
        assertThat(config.minLeaseTtlSeconds()).isEqualTo(2);
        assertThat(config.requestTimeout()).isEqualTo(Duration.ofSeconds(7));
        assertThat(config.features().isEnabled("FastLeaseKeepAlive")).isTrue();
    }

    @Test
    void goFlagSyntaxIsTaken() {
        ServerConfig config = config(
                "-name",
                "m1",
                "--pre-vote=false",
                "--heartbeat-interval=0x32",
                "-election-timeout",
                "500",
                "--name=m2");
        assertThat(config.name()).isEqualTo("m2");
        assertThat(config.ticks()).isEqualTo(new TickConfig(50, 500, false, true));
        assertThat(PeerUrls.text(config.cluster().initialCluster())).isEqualTo("m2=http://localhost:2380");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "--nope=1 | flag provided but not defined: -nope",
                "--heartbeat-interval | flag needs an argument: -heartbeat-interval",
                "--heartbeat-interval=abc | invalid value \"abc\" for flag -heartbeat-interval: parse error",
                "--snapshot-count=-1 | invalid value \"-1\" for flag -snapshot-count: parse error",
                "--pre-vote=maybe | invalid boolean value \"maybe\" for -pre-vote: parse error",
                "--initial-cluster-state=old | invalid value \"old\" for flag -initial-cluster-state: invalid value",
                "--backend-batch-interval=5 | invalid value \"5\" for flag -backend-batch-interval: parse error",
                "--max-concurrent-streams=4294967296 | invalid value \"4294967296\" for flag -max-concurrent-streams: value out of range",
                "--listen-client-urls=ftp://x:1 | invalid value \"ftp://x:1\" for flag -listen-client-urls: URL scheme must be http, https, unix, or unixs: ftp://x:1",
                "--listen-client-urls=http://x | invalid value \"http://x\" for flag -listen-client-urls: URL address does not have the form \"host:port\": http://x",
                "--listen-client-urls=http://x:1/a | invalid value \"http://x:1/a\" for flag -listen-client-urls: URL must not contain a path: http://x:1/a",
            })
    void wrongFlagsEndWithStatusTwoAndGosWords(String argument, String words) {
        CommandOutcome.Exit exit = (CommandOutcome.Exit) run(Map.of(), argument);
        assertThat(exit.status()).isEqualTo(2);
        assertThat(exit.err().lines().findFirst()).hasValue(words);
    }

    @Test
    void versionsFirstLineIsEtcds() {
        CommandOutcome.Exit exit = (CommandOutcome.Exit) run(Map.of("ETCD_FOO", "1"), "--version");
        assertThat(exit.status()).isZero();
        assertThat(exit.out()).startsWith("etcd Version: 3.7.3\nGit SHA: abc\nGo Version: ");
        assertThat(exit.out()).contains("\nGo OS/Arch: linux/", "\nEtcetera Version: 0.1.0\n");
    }

    @Test
    void helpNamesEveryOption() {
        CommandOutcome.Exit exit = (CommandOutcome.Exit) run(Map.of(), "--help");
        assertThat(exit.status()).isZero();
        assertThat(exit.out()).contains("  --data-dir '${name}.etcd'", "  --quota-backend-bytes '0'");
        assertThat(exit.out()).doesNotContain("experimental");
    }

    @Test
    void strayWordsAndSubcommandsAreRefused() {
        assertThat(error(run(Map.of(), "foo"))).isEqualTo("\"foo\" is not a valid flag");
        assertThat(((CommandOutcome.Exit) run(Map.of(), "gateway", "start")).err())
                .isEqualTo("etcd gateway is not part of this release\n");
    }

    @Test
    void listenWithoutAdvertiseIsRefused() {
        assertThat(error(run(Map.of(), "--listen-client-urls=http://127.0.0.1:1")))
                .isEqualTo("--advertise-client-urls is required when --listen-client-urls is set explicitly");
    }

    @Test
    void oldExperimentalFlagsWorkWithOneWarningEach() {
        CommandOutcome.Start start = (CommandOutcome.Start) run(
                Map.of("ETCD_EXPERIMENTAL_COMPACTION_BATCH_LIMIT", "7"),
                "--name=x",
                "--data-dir=d",
                "--experimental-initial-corrupt-check=true",
                "--experimental-watch-progress-notify-interval=5s",
                "--enable-v2=false");
        assertThat(start.config().features().isEnabled("InitialCorruptCheck")).isTrue();
        assertThat(start.config().limits().watchProgressNotifyInterval()).isEqualTo(Duration.ofSeconds(5));
        assertThat(start.config().storage().compactionBatchLimit()).isEqualTo(7);
        assertThat(start.notices())
                .filteredOn(notice -> notice.message().startsWith("flag is "))
                .hasSize(4);
    }

    @Test
    void everyAliasLeadsToAnOption() {
        FlagTable table = FlagTable.load();
        assertThat(table.all())
                .filteredOn(flag -> flag.role() == FlagTable.Role.ALIAS)
                .allMatch(flag -> table.find(flag.help())
                        .filter(target -> target.role() == FlagTable.Role.OPTION)
                        .isPresent());
        assertThat(table.all())
                .filteredOn(flag -> flag.role() == FlagTable.Role.GATE)
                .allMatch(flag -> FeatureGates.known(flag.help()));
    }

    @Test
    void everyDefaultPassesItsOwnCheck() {
        assertThat(FlagTable.load().all())
                .filteredOn(flag -> flag.role() == FlagTable.Role.OPTION
                        && !flag.defaultValue().isEmpty())
                .allMatch(flag -> flag.kind().refusal(flag.defaultValue()).isEmpty());
    }
}
