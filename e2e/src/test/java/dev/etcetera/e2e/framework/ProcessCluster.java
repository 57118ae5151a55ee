package dev.etcetera.e2e.framework;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A cluster of real member processes on loopback. Owned by one test. */
public final class ProcessCluster implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(60);

    private final List<Member> members;

    private ProcessCluster(List<Member> members) {
        this.members = members;
    }

    /** Starts a cluster and waits until every member serves. */
    public static ProcessCluster start(Implementation implementation, int size, String... flags) {
        return start(implementation, MemberPorts.free(size), flags);
    }

    /** On given ports: two clusters with the same ports and names, one after the other, have the same ids. */
    public static ProcessCluster start(Implementation implementation, List<MemberPorts> ports, String... flags) {
        ProcessCluster cluster = prepare(implementation, ports, flags);
        try {
            cluster.members.forEach(Member::start);
            cluster.awaitHealthy();
            return cluster;
        } catch (RuntimeException | AssertionError e) {
            cluster.close();
            throw e;
        }
    }

    /** A cluster whose members do not run yet. */
    public static ProcessCluster prepare(Implementation implementation, List<MemberPorts> ports, String... flags) {
        Path directory = Project.newDirectory(implementation.name().toLowerCase(java.util.Locale.ROOT));
        String initial = IntStream.range(0, ports.size())
                .mapToObj(i -> nameOf(i) + "=" + ports.get(i).peerUrl())
                .collect(Collectors.joining(","));
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < ports.size(); i++) {
            Path own = directory.resolve(nameOf(i));
            own.toFile().mkdirs();
            List<String> command = new ArrayList<>(List.of(
                    implementation.etcd().toString(),
                    "--name=" + nameOf(i),
                    "--data-dir=" + own.resolve("data"),
                    "--listen-client-urls=" + ports.get(i).clientUrl(),
                    "--advertise-client-urls=" + ports.get(i).clientUrl(),
                    "--listen-peer-urls=" + ports.get(i).peerUrl(),
                    "--initial-advertise-peer-urls=" + ports.get(i).peerUrl(),
                    "--initial-cluster=" + initial,
                    "--initial-cluster-token=e2e",
                    "--initial-cluster-state=new"));
            command.addAll(List.of(flags));
            members.add(new Member(nameOf(i), ports.get(i), own, command));
        }
        return new ProcessCluster(List.copyOf(members));
    }

    private static String nameOf(int index) {
        return "m" + (index + 1);
    }

    public List<Member> members() {
        return members;
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
        members.forEach(Member::close);
    }
}
