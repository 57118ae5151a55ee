package dev.etcetera.e2e.bench;

import dev.etcetera.e2e.framework.Command;
import dev.etcetera.e2e.framework.Implementation;
import dev.etcetera.e2e.framework.Leadership;
import dev.etcetera.e2e.framework.Member;
import dev.etcetera.e2e.framework.MemberPorts;
import dev.etcetera.e2e.framework.ProcessCluster;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What it costs a leader that a follower comes back after it missed many puts: throughput of the cluster while the follower
 * takes a snapshot and the log after it, by throughput of the same cluster just before, with the follower down. Go etcd and
 * ours, one after the other in one run.
 *
 * <p>Properties: {@code puts} is how many the follower misses, {@code clients} and {@code conns} are those of etcd's {@code
 * benchmark}, {@code rate} limits it to so many puts a second (0: as many as go), {@code nice} is how far the follower gives
 * way to the others, {@code cpu} is a processor that it gets for itself when it comes back, as on a machine of its own it would
 * (the caller has to keep everything else from there), {@code rounds} is how often each is measured.
 */
final class CatchUp {
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final String HEAD = """
            | members | puts missed | clients | puts/s with one down | while it catches up | ratio | catches up in s | then puts/s |
            |---|---|---|---|---|---|---|---|
            """;

    private final long puts = Long.getLong("puts", 200_000);
    private final int clients = Integer.getInteger("clients", 100);
    private final int conns = Integer.getInteger("conns", 10);
    private final int rate = Integer.getInteger("rate", 0);
    private final int nice = Integer.getInteger("nice", 0);
    private final String cpu = System.getProperty("cpu", "");
    private final int rounds = Integer.getInteger("rounds", 1);

    private CatchUp() {}

    /** Takes about two minutes a round. */
    public static void main(String[] arguments) throws IOException {
        new CatchUp().run();
    }

    private void run() throws IOException {
        StringBuilder table = new StringBuilder(HEAD);
        for (int round = 0; round < rounds; round++) {
            for (Implementation implementation : Implementation.values()) {
                String row = measure(implementation);
                System.err.print(row);
                table.append(row);
            }
        }
        System.out.println(table);
    }

    private String measure(Implementation implementation) throws IOException {
        try (ProcessCluster cluster = ProcessCluster.start(implementation, MemberPorts.free(3))) {
            Leadership leadership = new Leadership(cluster);
            Member leader = cluster.member(0);
            Member follower = cluster.member(2);
            leadership.moveTo(leader);
            follower.stop();
            List<String> serving = List.of(leader.endpoint(), cluster.member(1).endpoint());
            try (Load load = Load.start(serving, clients, conns, rate);
                    Revisions ofLeader = Revisions.of(leader)) {
                long begin = ofLeader.now().revision();
                Revisions.Sample half = ofLeader.awaitRevision(begin + puts / 2, LONG);
                Revisions.Sample before = ofLeader.awaitRevision(begin + puts, LONG);
                follower.start();
                giveWay(follower);
                Revisions.Sample caughtUp = caughtUp(follower, ofLeader);
                Revisions.Sample after = ofLeader.awaitRevision(caughtUp.revision() + puts / 20, LONG);
                load.assertRunning();
                return row(implementation, List.of(half, before, caughtUp, after));
            }
        }
    }

    private void giveWay(Member follower) {
        if (nice != 0) {
            new Command(List.of("renice", "-n", Integer.toString(nice), "-p", Long.toString(follower.pid()))).run();
        }
        if (!cpu.isEmpty()) {
            new Command(List.of("taskset", "-a", "-c", "-p", cpu, Long.toString(follower.pid()))).run();
        }
    }

    /** The leader's revision at the moment at which the follower has all that the leader had when it was last looked at. */
    private static Revisions.Sample caughtUp(Member follower, Revisions ofLeader) {
        follower.awaitListening(LONG);
        try (Revisions ofFollower = Revisions.of(follower)) {
            long behind = ofLeader.now().revision();
            while (ofFollower.awaitNow(LONG).revision() < behind) {
                behind = ofLeader.pause().revision();
            }
            return ofLeader.now();
        }
    }

    private String row(Implementation implementation, List<Revisions.Sample> samples) {
        List<Double> rates = new ArrayList<>();
        for (int i = 1; i < samples.size(); i++) {
            rates.add(samples.get(i - 1).putsPerSecondUntil(samples.get(i)));
        }
        return String.format(
                Locale.ROOT,
                "| %s | %d | %d%s | %.0f | %.0f | %.2f | %.1f | %.0f |%n",
                implementation == Implementation.GO ? "Go etcd" : "ours",
                puts,
                clients,
                (nice == 0 ? "" : ", follower at nice " + nice) + (cpu.isEmpty() ? "" : ", follower on its own CPU"),
                rates.get(0),
                rates.get(1),
                rates.get(1) / rates.get(0),
                (samples.get(2).nanos() - samples.get(1).nanos()) / 1e9,
                rates.get(2));
    }
}
