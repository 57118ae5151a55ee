package dev.etcetera.e2e.store;

import static java.util.stream.Collectors.joining;

import dev.etcetera.e2e.framework.Authority;
import dev.etcetera.e2e.framework.Await;
import dev.etcetera.e2e.framework.Command;
import dev.etcetera.e2e.framework.Etcdctl;
import dev.etcetera.e2e.framework.Implementation;
import dev.etcetera.e2e.framework.Json;
import dev.etcetera.e2e.framework.Member;
import dev.etcetera.e2e.framework.MemberPorts;
import dev.etcetera.e2e.framework.Project;
import io.etcd.jetcd.Client;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import javax.net.ssl.SSLException;

/** Members that talk to clients and to each other over TLS only, with certificates on both sides. Owned by one test. */
final class SecureCluster implements AutoCloseable {
    static final String CA = "ca.crt";

    private static final Duration START = Duration.ofSeconds(60);

    private final Path directory = Project.newDirectory("tls");
    private final Authority authority;
    private final List<MemberPorts> ports;
    private final List<Member> members = new ArrayList<>();

    private SecureCluster(Authority authority, List<MemberPorts> ports) {
        this.authority = authority;
        this.ports = ports;
    }

    /** Starts one member of each of these kinds; {@code flags} come behind those that make it secure. */
    static SecureCluster start(Authority authority, List<Implementation> kinds, String... flags) {
        SecureCluster cluster = new SecureCluster(authority, MemberPorts.free(kinds.size()));
        try {
            for (int i = 0; i < kinds.size(); i++) {
                cluster.prepare(i, kinds.get(i), flags);
            }
            cluster.trust(cluster.directory, authority.certificate());
            authority.issue("client").writeTo(cluster.directory, "client");
            cluster.members.forEach(Member::start);
            cluster.awaitHealthy();
            return cluster;
        } catch (RuntimeException | AssertionError e) {
            cluster.close();
            throw e;
        }
    }

    private void prepare(int index, Implementation kind, String... flags) {
        String name = "m" + (index + 1);
        Path own = directory.resolve(name);
        authority.issue(name).writeTo(own, "server");
        authority.issue(name).writeTo(own, "peer");
        trust(own, authority.certificate());
        String client = "https://127.0.0.1:" + ports.get(index).client();
        String peer = peerUrl(index);
        List<String> command = new ArrayList<>(List.of(
                kind.etcd().toString(),
                "--name=" + name,
                "--data-dir=" + own.resolve("data"),
                "--listen-client-urls=" + client,
                "--advertise-client-urls=" + client,
                "--listen-peer-urls=" + peer,
                "--initial-advertise-peer-urls=" + peer,
                "--initial-cluster="
                        + IntStream.range(0, ports.size())
                                .mapToObj(i -> "m" + (i + 1) + "=" + peerUrl(i))
                                .collect(joining(",")),
                "--cert-file=" + own.resolve("server.crt"),
                "--key-file=" + own.resolve("server.key"),
                "--trusted-ca-file=" + own.resolve(CA),
                "--client-cert-auth",
                "--peer-cert-file=" + own.resolve("peer.crt"),
                "--peer-key-file=" + own.resolve("peer.key"),
                "--peer-trusted-ca-file=" + own.resolve(CA),
                "--peer-client-cert-auth"));
        command.addAll(List.of(flags));
        members.add(new Member(name, ports.get(index), own, command));
    }

    private String peerUrl(int index) {
        return "https://127.0.0.1:" + ports.get(index).peer();
    }

    /** Whom the programs trust that read {@code directory/ca.crt}. */
    void trust(Path where, String certificates) {
        try {
            Files.createDirectories(where);
            Files.writeString(where.resolve(CA), certificates);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of a member's files, or of the client's without one. */
    Path directory(Member member) {
        return directory.resolve(member.name());
    }

    /** Of the client's files: client.crt, client.key and ca.crt. */
    Path directory() {
        return directory;
    }

    List<Member> members() {
        return List.copyOf(members);
    }

    Member member(int index) {
        return members.get(index);
    }

    MemberPorts ports(Member member) {
        return ports.get(members.indexOf(member));
    }

    String endpoint(Member member) {
        return "https://127.0.0.1:" + ports(member).client();
    }

    List<String> endpoints() {
        return members.stream().map(this::endpoint).toList();
    }

    Etcdctl etcdctl(Member... through) {
        return new Etcdctl(
                through.length == 0
                        ? endpoints()
                        : List.of(through).stream().map(this::endpoint).toList(),
                List.of(
                        "--cacert=" + directory.resolve(CA),
                        "--cert=" + directory.resolve("client.crt"),
                        "--key=" + directory.resolve("client.key")));
    }

    /** jetcd with the client's certificate. */
    Client jetcd(List<String> endpoints) {
        try {
            return Client.builder()
                    .endpoints(endpoints.toArray(String[]::new))
                    .sslContext(tls -> tls.trustManager(file(CA)).keyManager(file("client.crt"), file("client.key")))
                    .build();
        } catch (SSLException e) {
            throw new IllegalStateException(e);
        }
    }

    private File file(String name) {
        return directory.resolve(name).toFile();
    }

    void awaitHealthy() {
        for (Member member : members) {
            try {
                Await.until(member.name() + " serves", START, () -> {
                    if (!member.isAlive()) {
                        throw new AssertionError(member.name() + " has ended");
                    }
                    return etcdctl(member).run("endpoint", "health").exit() == 0;
                });
            } catch (AssertionError e) {
                throw new AssertionError(e.getMessage() + "\n" + member.logTail(), e);
            }
        }
    }

    void moveLeaderTo(Member member) {
        Await.until(member.name() + " leads", START, () -> {
            for (Member each : members) {
                if (leads(each)) {
                    return each == member
                            || (etcdctl(each).run("move-leader", idOf(member)).exit() == 0 && leads(member));
                }
            }
            return false;
        });
    }

    private boolean leads(Member member) {
        var status = Json.parse(etcdctl(member).output("endpoint", "status", "-w", "json"))
                .get(0);
        return status.at("/Status/leader").equals(status.at("/Status/header/member_id"));
    }

    private String idOf(Member member) {
        return Long.toHexString(Json.parse(etcdctl(member).output("endpoint", "status", "-w", "json"))
                .get(0)
                .at("/Status/header/member_id")
                .bigIntegerValue()
                .longValue());
    }

    /** The serial of the certificate that a new connection to this port of loopback is shown. */
    long serialShownAt(int port) {
        Command.Result shown = new Command(List.of(
                        "openssl",
                        "s_client",
                        "-connect",
                        "127.0.0.1:" + port,
                        "-cert",
                        directory.resolve("client.crt").toString(),
                        "-key",
                        directory.resolve("client.key").toString()))
                .run();
        Command.Result serial = new Command(List.of("openssl", "x509", "-noout", "-serial"), shown.out(), START).run();
        return serial.exit() == 0 ? Long.parseLong(serial.out().strip().substring("serial=".length()), 16) : -1;
    }

    String logTails() {
        return members.stream().map(Member::logTail).collect(joining("\n\n"));
    }

    @Override
    public void close() {
        members.forEach(Member::close);
    }
}
