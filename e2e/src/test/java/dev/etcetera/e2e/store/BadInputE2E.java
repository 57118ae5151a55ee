package dev.etcetera.e2e.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.e2e.framework.Command;
import dev.etcetera.e2e.framework.Etcdctl;
import dev.etcetera.e2e.framework.Implementation;
import dev.etcetera.e2e.framework.Member;
import dev.etcetera.e2e.framework.MemberPorts;
import dev.etcetera.e2e.framework.ProcessCluster;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a user gets wrong is refused with one clear message, and nothing is changed. */
class BadInputE2E {
    private static final Duration DEADLINE = Duration.ofSeconds(20);

    @Test
    void aWrongFlagIsNamed() {
        String etcd = Implementation.ETCETERA.etcd().toString();
        Command.Result flag = new Command(List.of(etcd, "--no-such-flag"), "", DEADLINE).run();
        assertThat(flag.exit()).isNotZero();
        assertThat(flag.out() + flag.err())
                .startsWith("flag provided but not defined: -no-such-flag\n")
                .hasLineCount(2);
        Command.Result value = new Command(List.of(etcd, "--heartbeat-interval=soon"), "", DEADLINE).run();
        assertThat(value.exit()).isNotZero();
        assertThat(value.out() + value.err()).contains("heartbeat-interval", "soon");
    }

    @Test
    void aSecondProcessOnTheSameDataDirectoryIsRefused() {
        try (ProcessCluster cluster = ProcessCluster.start(Implementation.ETCETERA, 1)) {
            cluster.etcdctl().output("put", "first", "owner");
            Command.Result second = startOnOtherPorts(cluster.member(0));
            assertThat(second.exit()).isNotZero();
            assertThat(second.out() + second.err()).contains("in use by another etcd process");
            assertThat(cluster.etcdctl().output("get", "first")).contains("owner");
            cluster.member(0).kill();
            cluster.member(0).start();
            cluster.awaitHealthy();
            assertThat(cluster.etcdctl().output("get", "first")).contains("owner");
        }
    }

    private static Command.Result startOnOtherPorts(Member member) {
        MemberPorts other = MemberPorts.free(1).getFirst();
        List<String> words = new ArrayList<>(member.command());
        words.replaceAll(word -> word.startsWith("--listen-client-urls=")
                ? "--listen-client-urls=" + other.clientUrl()
                : word.startsWith("--listen-peer-urls=") ? "--listen-peer-urls=" + other.peerUrl() : word);
        return new Command(words, "", DEADLINE).run();
    }

    @Test
    void aLogDamagedInTheMiddleIsRefusedAndLeftAsItIs() throws IOException {
        try (ProcessCluster cluster = ProcessCluster.start(Implementation.ETCETERA, 1)) {
            Member member = cluster.member(0);
            Etcdctl etcdctl = cluster.etcdctl();
            for (int i = 0; i < 30; i++) {
                etcdctl.output("put", "k" + i, "value " + i);
            }
            member.kill();
            Path segment = firstSegment(member);
            byte[] sound = Files.readAllBytes(segment);
            byte[] damaged = sound.clone();
            // In what a record says: between records there is filling, of which no bit matters.
            damaged[new String(sound, StandardCharsets.ISO_8859_1).indexOf("value 15")] ^= 0x40;
            Files.write(segment, damaged);
            Command.Result refused = new Command(member.command(), "", DEADLINE).run();
            assertThat(refused.exit()).isNotZero();
            assertThat(refused.out() + refused.err())
                    .contains(segment.getFileName().toString(), "damaged at offset", "nothing was changed");
            assertThat(Files.readAllBytes(segment)).isEqualTo(damaged);
            Files.write(segment, sound);
            member.start();
            cluster.awaitHealthy();
            assertThat(etcdctl.output("get", "k", "--prefix", "--count-only", "--write-out=fields"))
                    .contains("\"Count\" : 30");
        }
    }

    @Test
    void aDataDirectoryOfANewerVersionIsRefusedAndLeftAsItIs() throws IOException {
        try (ProcessCluster cluster = ProcessCluster.start(Implementation.ETCETERA, 1)) {
            Member member = cluster.member(0);
            cluster.etcdctl().output("put", "kept", "safe");
            member.kill();
            Path format = member.dataDirectory().resolve("member/FORMAT");
            String ours = Files.readString(format);
            Files.writeString(format, "etcetera-storage 99\n");
            byte[] log = Files.readAllBytes(firstSegment(member));
            Command.Result refused = new Command(member.command(), "", DEADLINE).run();
            assertThat(refused.exit()).isNotZero();
            assertThat(refused.out() + refused.err()).contains("newer");
            assertThat(Files.readString(format)).isEqualTo("etcetera-storage 99\n");
            assertThat(Files.readAllBytes(firstSegment(member))).isEqualTo(log);
            Files.writeString(format, ours);
            member.start();
            cluster.awaitHealthy();
            assertThat(cluster.etcdctl().output("get", "kept")).contains("safe");
        }
    }

    private static Path firstSegment(Member member) throws IOException {
        try (Stream<Path> files = Files.list(member.dataDirectory().resolve("member/wal"))) {
            return files.filter(file -> file.toString().endsWith(".wal"))
                    .sorted()
                    .findFirst()
                    .orElseThrow();
        }
    }
}
