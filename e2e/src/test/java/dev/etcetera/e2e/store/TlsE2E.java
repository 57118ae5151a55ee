package dev.etcetera.e2e.store;

import static dev.etcetera.e2e.framework.Jetcd.bytes;
import static dev.etcetera.e2e.framework.Jetcd.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.e2e.framework.AcknowledgedWrites;
import dev.etcetera.e2e.framework.Authority;
import dev.etcetera.e2e.framework.Await;
import dev.etcetera.e2e.framework.Command;
import dev.etcetera.e2e.framework.Etcdctl;
import dev.etcetera.e2e.framework.Implementation;
import dev.etcetera.e2e.framework.Member;
import dev.etcetera.e2e.framework.MemberPorts;
import dev.etcetera.e2e.framework.Project;
import dev.etcetera.e2e.framework.WatchedKeys;
import io.etcd.jetcd.Client;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Members with TLS on every port: whom they serve, and that certificates change under load without anybody noticing. */
class TlsE2E {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final List<Implementation> THREE = Collections.nCopies(3, Implementation.underTest());

    @Test
    void clientsWithACertificateAreServedAndNobodyElse() {
        int metrics = MemberPorts.free(1).getFirst().client();
        Authority authority = new Authority("ca");
        try (SecureCluster cluster = SecureCluster.start(
                authority, List.of(Implementation.underTest()), "--listen-metrics-urls=https://127.0.0.1:" + metrics)) {
            Member member = cluster.member(0);
            cluster.etcdctl().output("put", "k", "by etcdctl");
            try (Client client = cluster.jetcd(cluster.endpoints())) {
                assertThat(get(client.getKVClient().get(bytes("k"))).getKvs()).hasSize(1);
            }
            String ca = "--cacert=" + cluster.directory().resolve(SecureCluster.CA);
            List<String> endpoints = cluster.endpoints();
            assertThat(new Etcdctl(endpoints, List.of(ca, "--command-timeout=2s"))
                            .run("get", "k")
                            .exit())
                    .isNotZero();
            awaitLog(member, "rejected connection on client endpoint", "tls: client didn't provide a certificate");
            List<String> plain =
                    endpoints.stream().map(url -> url.replace("https", "http")).toList();
            assertThat(new Etcdctl(plain, List.of("--command-timeout=2s"))
                            .run("get", "k")
                            .exit())
                    .isNotZero();
            awaitLog(member, "tls: first record does not look like a TLS handshake");
            assertThat(curl(cluster, cluster.endpoint(member) + "/health").out())
                    .contains("\"health\":\"true\"");
            assertThat(curl(cluster, cluster.endpoint(member) + "/metrics").out())
                    .contains("etcd_server_has_leader 1");
            assertThat(curl(cluster, "https://127.0.0.1:" + metrics + "/metrics")
                            .out())
                    .contains("etcd_server_has_leader 1");
            assertThat(new Command(List.of("curl", "-sk", "https://127.0.0.1:" + metrics + "/metrics"))
                            .run()
                            .exit())
                    .isNotZero();
        }
    }

    @Test
    void certificatesAndAuthoritiesChangeUnderLoad() {
        Authority first = new Authority("first");
        Authority second = new Authority("second");
        try (SecureCluster cluster = SecureCluster.start(first, THREE)) {
            cluster.trust(cluster.directory(), first.certificate() + second.certificate());
            List<Client> clients = cluster.endpoints().stream()
                    .map(url -> cluster.jetcd(List.of(url)))
                    .toList();
            AcknowledgedWrites load = new AcknowledgedWrites("load", clients, 30);
            try (WatchedKeys watch = new WatchedKeys(cluster.jetcd(cluster.endpoints()), "load/")) {
                try (load) {
                    Await.until("the load has begun", SOON, () -> load.count() > 100);
                    changeEverything(cluster, first, second);
                    int before = load.count();
                    Await.until("the load goes on", SOON, () -> load.count() > before + 100);
                }
                assertThat(load.failures()).isZero();
                assertThat(load.violations()).isEmpty();
                watch.awaitRevision(load.highestRevision());
                long from = watch.firstRevision();
                assertThat(watch.revisions().values())
                        .as("every write since the watch began")
                        .containsAll(load.revisions().values().stream()
                                .filter(revision -> revision >= from)
                                .toList());
                assertThat(watch.violations()).isEmpty();
                assertThat(watch.interruptions()).isEmpty();
            } finally {
                clients.forEach(Client::close);
            }
            assertThat(cluster.members()).allMatch(Member::isAlive);
        }
    }

    private static void changeEverything(SecureCluster cluster, Authority first, Authority second) {
        String both = first.certificate() + second.certificate();
        renew(cluster, first, "the old authority's next certificates");
        cluster.members().forEach(member -> cluster.trust(cluster.directory(member), both));
        cluster.members().forEach(member -> awaitReloads(member, 2));
        second.issue("client").writeTo(cluster.directory(), "client");
        renew(cluster, second, "the new authority's certificates");
        cluster.members().forEach(member -> cluster.trust(cluster.directory(member), second.certificate()));
        cluster.members().forEach(member -> awaitReloads(member, 4));
        cluster.etcdctl().output("put", "with", "the new authority alone");
        first.issue("client").writeTo(cluster.directory(), "late");
        assertThat(curl(cluster, "late", cluster.endpoint(cluster.member(0)) + "/health")
                        .exit())
                .isNotZero();
    }

    /** Every member gets new certificates for both ports, and shows them to who connects from then on. */
    private static void renew(SecureCluster cluster, Authority authority, String what) {
        for (Member member : cluster.members()) {
            Authority.Issued server = authority.issue(member.name());
            Authority.Issued peer = authority.issue(member.name());
            server.writeTo(cluster.directory(member), "server");
            peer.writeTo(cluster.directory(member), "peer");
            Await.until(
                    what + " at " + member.name(),
                    SOON,
                    () -> cluster.serialShownAt(cluster.ports(member).client()) == server.serial()
                            && cluster.serialShownAt(cluster.ports(member).peer()) == peer.serial());
        }
    }

    private static void awaitReloads(Member member, int times) {
        Await.until(
                member.name() + " has read its files " + times + " times",
                SOON,
                () -> member.log().split("\"reloaded TLS files\",\"cert-file\":\"[^\"]*server.crt", -1).length > times
                        && member.log().split("\"reloaded TLS files\",\"cert-file\":\"[^\"]*peer.crt", -1).length
                                > times);
    }

    @Test
    void membersOfBothKindsAreOneSecureCluster() {
        Authority authority = new Authority("ca");
        try (SecureCluster cluster = SecureCluster.start(
                authority, List.of(Implementation.GO, Implementation.ETCETERA, Implementation.ETCETERA))) {
            try {
                for (Member leader : List.of(cluster.member(1), cluster.member(0))) {
                    cluster.moveLeaderTo(leader);
                    for (Member member : cluster.members()) {
                        String key = "led by " + leader.name() + " through " + member.name();
                        cluster.etcdctl(member).output("put", key, "v");
                        String granted = cluster.etcdctl(member).output("lease", "grant", "100");
                        cluster.etcdctl(member).output("lease", "keep-alive", "--once", granted.split(" ", -1)[1]);
                        cluster.members()
                                .forEach(reader -> assertThat(
                                                cluster.etcdctl(reader).output("get", key))
                                        .contains(key));
                    }
                }
                renew(cluster, authority, "next certificates");
                cluster.members().forEach(Member::stop);
                cluster.members().forEach(Member::start);
                cluster.awaitHealthy();
                assertThat(cluster.etcdctl().output("get", "--prefix", "--keys-only", "led by"))
                        .contains("led by m1 through m3");
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError(e.getMessage() + "\n" + cluster.logTails(), e);
            }
        }
    }

    @Test
    void certificatesThatMembersMakeThemselvesWorkBetweenBothKinds() {
        List<MemberPorts> ports = MemberPorts.free(2);
        Path directory = Project.newDirectory("auto-tls");
        Function<MemberPorts, String> peer = at -> "https://127.0.0.1:" + at.peer();
        String initial = "m1=" + peer.apply(ports.get(0)) + ",m2=" + peer.apply(ports.get(1));
        List<Member> members = List.of(
                selfMade("m1", Implementation.ETCETERA, ports.get(0), directory, initial),
                selfMade("m2", Implementation.GO, ports.get(1), directory, initial));
        try {
            members.forEach(Member::start);
            for (MemberPorts at : ports) {
                Etcdctl etcdctl = new Etcdctl(
                        List.of("https://127.0.0.1:" + at.client()),
                        List.of("--insecure-skip-tls-verify", "--insecure-transport=false"));
                Await.until(
                        "both serve",
                        SOON,
                        () -> etcdctl.run("endpoint", "health").exit() == 0);
                etcdctl.output("put", "k" + at.client(), "v");
            }
            Path fixtures = directory.resolve("m1/data/fixtures");
            assertThat(fixtures.resolve("client/cert.pem")).exists();
            assertThat(fixtures.resolve("peer/key.pem")).exists();
        } finally {
            members.forEach(Member::close);
        }
    }

    private static Member selfMade(
            String name, Implementation kind, MemberPorts ports, Path directory, String initial) {
        Path own = directory.resolve(name);
        own.toFile().mkdirs();
        String client = "https://127.0.0.1:" + ports.client();
        String peer = "https://127.0.0.1:" + ports.peer();
        return new Member(
                name,
                ports,
                own,
                List.of(
                        kind.etcd().toString(),
                        "--name=" + name,
                        "--data-dir=" + own.resolve("data"),
                        "--listen-client-urls=" + client,
                        "--advertise-client-urls=" + client,
                        "--listen-peer-urls=" + peer,
                        "--initial-advertise-peer-urls=" + peer,
                        "--initial-cluster=" + initial,
                        "--auto-tls",
                        "--peer-auto-tls"));
    }

    private static void awaitLog(Member member, String... parts) {
        Await.until(
                member.name() + " says " + List.of(parts),
                SOON,
                () -> member.log()
                        .lines()
                        .anyMatch(line -> List.of(parts).stream().allMatch(line::contains)));
    }

    private static Command.Result curl(SecureCluster cluster, String url) {
        return curl(cluster, "client", url);
    }

    private static Command.Result curl(SecureCluster cluster, String certificate, String url) {
        Path files = cluster.directory();
        return new Command(List.of(
                        "curl",
                        "-s",
                        "--cacert",
                        files.resolve(SecureCluster.CA).toString(),
                        "--cert",
                        files.resolve(certificate + ".crt").toString(),
                        "--key",
                        files.resolve(certificate + ".key").toString(),
                        url))
                .run();
    }
}
