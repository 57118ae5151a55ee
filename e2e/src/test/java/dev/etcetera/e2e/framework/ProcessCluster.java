package dev.etcetera.e2e.framework;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A cluster of real member processes on loopback, each ours or Go's; members come and go. Owned by one test. */
public final class ProcessCluster implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(60);

    private final Path directory;
    private final Function<Implementation, List<String>> flags;
    private final List<Member> members = new CopyOnWriteArrayList<>();
    /** Those that were taken off the list, too. */
    private final List<Member> everyone = new CopyOnWriteArrayList<>();

    private int named;

    private ProcessCluster(Path directory, Function<Implementation, List<String>> flags) {
        this.directory = directory;
        this.flags = flags;
    }

    /** Starts a cluster and waits until every member serves. */
    public static ProcessCluster start(Implementation implementation, int size, String... flags) {
        return start(implementation, MemberPorts.free(size), flags);
    }

    /** On given ports: two clusters with the same ports and names, one after the other, have the same ids. */
    public static ProcessCluster start(Implementation implementation, List<MemberPorts> ports, String... flags) {
        return prepare(implementation, ports, flags).startAll();
    }

    /** Starts a cluster with members of these kinds, in this order, and waits until every one serves. */
    public static ProcessCluster start(
            List<Implementation> implementations, Function<Implementation, List<String>> flags) {
        return prepare(implementations, MemberPorts.free(implementations.size()), flags)
                .startAll();
    }

    /** A cluster whose members do not run yet. */
    public static ProcessCluster prepare(Implementation implementation, List<MemberPorts> ports, String... flags) {
        return prepare(Collections.nCopies(ports.size(), implementation), ports, ignored -> List.of(flags));
    }

    private static ProcessCluster prepare(
            List<Implementation> implementations,
            List<MemberPorts> ports,
            Function<Implementation, List<String>> flags) {
        String kinds = implementations.stream()
                .distinct()
                .map(implementation -> implementation.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining("-"));
        ProcessCluster cluster = new ProcessCluster(Project.newDirectory(kinds), flags);
        String initial = IntStream.range(0, ports.size())
                .mapToObj(i -> "m" + (i + 1) + "=" + ports.get(i).peerUrl())
                .collect(Collectors.joining(","));
        for (int i = 0; i < ports.size(); i++) {
            cluster.named++;
            cluster.enlist("m" + (i + 1), implementations.get(i), ports.get(i), initial, "new");
        }
        return cluster;
    }

    private ProcessCluster startAll() {
        try {
            members.forEach(Member::start);
            awaitHealthy();
            return this;
        } catch (RuntimeException | AssertionError e) {
            close();
            throw e;
        }
    }

    private Member enlist(
            String name, Implementation implementation, MemberPorts ports, String initialCluster, String state) {
        Path own = directory.resolve(name);
        own.toFile().mkdirs();
        List<String> command = new ArrayList<>(List.of(
                implementation.etcd().toString(),
                "--name=" + name,
                "--data-dir=" + own.resolve("data"),
                "--listen-client-urls=" + ports.clientUrl(),
                "--advertise-client-urls=" + ports.clientUrl(),
                "--listen-peer-urls=" + ports.peerUrl(),
                "--initial-advertise-peer-urls=" + ports.peerUrl(),
                "--initial-cluster=" + initialCluster,
                "--initial-cluster-token=e2e",
                "--initial-cluster-state=" + state));
        command.addAll(flags.apply(implementation));
        Member member = new Member(name, ports, own, command);
        members.add(member);
        everyone.add(member);
        return member;
    }

    /**
     * Adds a member of this kind with {@code etcdctl member add} and starts it as that command's answer says; does not wait
     * until it serves.
     *
     * @param options of member add, such as --learner
     */
    public Member join(Implementation implementation, MemberPorts ports, String... options) {
        named++;
        String name = "m" + named;
        List<String> words = new ArrayList<>(List.of("member", "add", name, "--peer-urls=" + ports.peerUrl()));
        words.addAll(List.of(options));
        String answer = etcdctl().outputOnceNot("etcdserver: unhealthy cluster", words.toArray(String[]::new));
        awaitKnownToAll(ports.peerUrl());
        Member member = enlist(name, implementation, ports, setting("ETCD_INITIAL_CLUSTER", answer), "existing");
        member.start();
        return member;
    }

    /** A member that joins asks any other who is there, and gives up when it is not listed. */
    private void awaitKnownToAll(String peerUrl) {
        for (Member member : members) {
            Etcdctl etcdctl = new Etcdctl(List.of(member.endpoint()));
            Await.until(
                    member.name() + " lists " + peerUrl,
                    START,
                    () -> etcdctl.run("member", "list", "--consistency=s").out().contains(peerUrl + ","));
        }
    }

    private static String setting(String name, String answer) {
        return answer.lines()
                .filter(line -> line.startsWith(name + "="))
                .map(line -> line.substring(name.length() + 1).replace("\"", ""))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + name + " in: " + answer));
    }

    /** Takes the member off the list; its process and its membership are the caller's. */
    public void forget(Member member) {
        members.remove(member);
    }

    /** The members as they are now. */
    public List<Member> members() {
        return List.copyOf(members);
    }

    public Member member(int index) {
        return members.get(index);
    }

    public List<String> endpoints() {
        return members.stream().map(Member::endpoint).toList();
    }

    public Etcdctl etcdctl() {
        return new Etcdctl(endpoints());
    }

    public void awaitHealthy() {
        members.forEach(member -> member.awaitHealthy(START));
    }

    /** What the members said last, for a failure's message. */
    public String logTails() {
        return members.stream().map(Member::logTail).collect(Collectors.joining("\n\n"));
    }

    @Override
    public void close() {
        everyone.forEach(Member::close);
    }
}
