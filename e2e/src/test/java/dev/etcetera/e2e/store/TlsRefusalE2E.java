package dev.etcetera.e2e.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.etcetera.e2e.framework.Authority;
import dev.etcetera.e2e.framework.Await;
import dev.etcetera.e2e.framework.Command;
import dev.etcetera.e2e.framework.Implementation;
import dev.etcetera.e2e.framework.Json;
import dev.etcetera.e2e.framework.Member;
import dev.etcetera.e2e.framework.MemberPorts;
import dev.etcetera.e2e.framework.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What TLS refuses, at the start and at the door, is told in the same words as by Go etcd 3.7.3. */
class TlsRefusalE2E {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String REJECTED = "rejected connection on peer endpoint";

    private final Path files = Project.newDirectory("tls-refusals");

    @Test
    void flagsAndFilesThatDoNotFitAreRefusedInTheSameWords() throws IOException {
        Authority authority = new Authority("ca");
        authority.issue("one").writeTo(files, "one");
        authority.issue("other").writeTo(files, "other");
        Files.writeString(files.resolve("empty"), "");
        String secure = "--listen-peer-urls=https://127.0.0.1:%d --initial-advertise-peer-urls=https://127.0.0.1:%d"
                + " --initial-cluster=m=https://127.0.0.1:%d ";
        String one = "--peer-cert-file=@/one.crt --peer-key-file=@/one.key ";
        List<String> mistakes = List.of(
                secure,
                secure + "--peer-cert-file=@/one.crt",
                secure + "--peer-cert-file=@/absent.crt --peer-key-file=@/absent.key",
                secure + "--peer-cert-file=@/one.crt --peer-key-file=@/other.key",
                secure + "--peer-cert-file=@/one.crt --peer-key-file=@/one.crt",
                secure + "--peer-cert-file=@/one.key --peer-key-file=@/one.key",
                secure + "--peer-cert-file=@/empty --peer-key-file=@/one.key",
                secure + one + "--peer-trusted-ca-file=@/absent.crt",
                secure + one + "--peer-client-cert-file=@/other.crt",
                secure + one + "--peer-client-cert-file=@/other.crt --peer-client-key-file=@/one.key",
                secure + one + "--peer-cert-allowed-cn=a,b --peer-cert-allowed-hostname=c",
                secure + one + "--cipher-suites=TLS_NONE",
                one + "--tls-min-version=TLS1.3 --tls-max-version=TLS1.2",
                one + "--tls-min-version=TLS1.4",
                "--listen-client-urls=https://127.0.0.1:1 --advertise-client-urls=https://127.0.0.1:1",
                "--listen-client-http-urls=https://127.0.0.1:1",
                "--listen-metrics-urls=https://127.0.0.1:1");
        Map<String, String> expected = new LinkedHashMap<>();
        Map<String, String> actual = new LinkedHashMap<>();
        for (String mistake : mistakes) {
            MemberPorts ports = MemberPorts.free(1).getFirst();
            expected.put(mistake, refusal(Implementation.GO, ports, mistake));
            actual.put(mistake, refusal(Implementation.underTest(), ports, mistake));
        }
        assertThat(actual).isEqualTo(expected);
    }

    private String refusal(Implementation kind, MemberPorts ports, String mistake) {
        List<String> command = new ArrayList<>(List.of(
                kind.etcd().toString(),
                "--name=m",
                "--data-dir=" + files.resolve(kind + "-refused" + ports.peer()),
                "--listen-client-urls=" + ports.clientUrl(),
                "--advertise-client-urls=" + ports.clientUrl(),
                "--listen-peer-urls=" + ports.peerUrl(),
                "--initial-advertise-peer-urls=" + ports.peerUrl(),
                "--initial-cluster=m=" + ports.peerUrl()));
        command.addAll(List.of(mistake.replace("%d", Integer.toString(ports.peer()))
                .replace("@", files.toString())
                .strip()
                .split(" +")));
        Command.Result result = new Command(command, "", SOON).run();
        assertThat(result.exit()).as("%s: %s", kind, mistake).isEqualTo(1);
        return result.err()
                .lines()
                .map(Json::parse)
                .filter(line ->
                        List.of("fatal", "warn").contains(line.path("level").asText()) && line.has("error"))
                .reduce((_, last) -> last)
                .map(line -> line.path("error").asText())
                .orElse("nothing");
    }

    @Test
    void membersThatAreNotLetInAreToldAboutInTheSameWords() throws IOException {
        Authority authority = new Authority("ca");
        Authority.Issued revoked = authority.issue("member");
        Instant past = Instant.now().minus(Duration.ofHours(3));
        authority.issue("member").writeTo(files, "proper");
        revoked.writeTo(files, "revoked");
        authority.issue("member", past, List.of("127.0.0.1")).writeTo(files, "expired");
        authority.issue("other").writeTo(files, "misnamed");
        authority
                .issue("member", Instant.now().plusSeconds(3600), List.of("10.9.9.9"))
                .writeTo(files, "misplaced");
        new Authority("stranger").issue("member").writeTo(files, "stranger");
        Files.writeString(files.resolve("ca.crt"), authority.certificate());
        Files.write(files.resolve("ca.crl"), authority.revoking(revoked));
        assertThat(rejections(Implementation.underTest())).isEqualTo(rejections(Implementation.GO));
    }

    /** By whom came, and what the log line says of it. */
    private Map<String, String> rejections(Implementation kind) {
        MemberPorts ports = MemberPorts.free(1).getFirst();
        Path own = files.resolve(kind.name());
        own.toFile().mkdirs();
        String peer = "https://127.0.0.1:" + ports.peer();
        List<String> command = List.of(
                kind.etcd().toString(),
                "--name=m",
                "--data-dir=" + own.resolve("data"),
                "--listen-client-urls=" + ports.clientUrl(),
                "--advertise-client-urls=" + ports.clientUrl(),
                "--listen-peer-urls=" + peer,
                "--initial-advertise-peer-urls=" + peer,
                "--initial-cluster=m=" + peer,
                "--peer-cert-file=" + files.resolve("proper.crt"),
                "--peer-key-file=" + files.resolve("proper.key"),
                "--peer-trusted-ca-file=" + files.resolve("ca.crt"),
                "--peer-client-cert-auth",
                "--peer-crl-file=" + files.resolve("ca.crl"),
                "--peer-cert-allowed-cn=member");
        Map<String, String> said = new LinkedHashMap<>();
        try (Member member = new Member("m", ports, own, command)) {
            member.start();
            member.awaitHealthy(SOON);
            assertThat(visit(peer, "proper").out()).contains("\"etcdserver\":\"3.7.3\"");
            for (String name : List.of("nobody", "stranger", "expired", "misnamed", "misplaced", "revoked")) {
                int before = rejectionLines(member).size();
                assertThat(visit(peer, name).exit()).as(name).isNotZero();
                Await.until(
                        kind + " tells of " + name,
                        SOON,
                        () -> rejectionLines(member).size() > before);
                said.put(name, described(rejectionLines(member).getLast()));
            }
        }
        return said;
    }

    /** By HTTP/1.1: Go's peer port agrees to HTTP/2 and does not speak it. */
    private Command.Result visit(String peer, String name) {
        List<String> words = new ArrayList<>(List.of(
                "curl", "-s", "--http1.1", "--cacert", files.resolve("ca.crt").toString(), peer + "/version"));
        if (!name.equals("nobody")) {
            words.addAll(List.of(
                    "--cert",
                    files.resolve(name + ".crt").toString(),
                    "--key",
                    files.resolve(name + ".key").toString()));
        }
        return new Command(words).run();
    }

    private static List<JsonNode> rejectionLines(Member member) {
        return member.log()
                .lines()
                .filter(line -> line.contains(REJECTED) && line.endsWith("}"))
                .map(Json::parse)
                .toList();
    }

    private static String described(JsonNode line) {
        TreeSet<String> fields = new TreeSet<>();
        line.fieldNames().forEachRemaining(fields::add);
        return line.path("level").asText() + " " + fields + " " + line.path("ip-addresses") + ": "
                + line.path("error").asText().replaceAll("current time \\S+", "current time T");
    }
}
