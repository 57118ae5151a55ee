package dev.etcetera.e2e.bench;

import dev.etcetera.e2e.framework.Command;
import dev.etcetera.e2e.framework.Implementation;
import dev.etcetera.e2e.framework.Member;
import dev.etcetera.e2e.framework.MemberPorts;
import dev.etcetera.e2e.framework.ProcessCluster;
import dev.etcetera.e2e.framework.Project;
import dev.etcetera.e2e.framework.S3Gateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a full backup and its restore cost, Go etcd's and ours in turns in one run: {@code etcdctl snapshot save} to a file beside
 * {@code save} to a real S3 server; {@code etcdutl snapshot restore} and a start beside {@code restore-member} and a start;
 * and how many puts each member takes meanwhile from a steady load.
 *
 * <p>Properties: {@code keys} of 64 bytes with values of 1 KiB, {@code rounds}, {@code rate} of the steady load in puts a
 * second.
 */
final class BackupBench {
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final Duration WITHOUT = Duration.ofSeconds(10);
    private static final String QUOTA = "--quota-backend-bytes=8589934592";
    private static final String BUCKET = "bench";

    private final int keys = Integer.getInteger("keys", 1_000_000);
    private final int rounds = Integer.getInteger("rounds", 3);
    private final int rate = Integer.getInteger("rate", 2_000);
    private final Map<String, List<Cost>> costs = new LinkedHashMap<>();
    private final S3Gateway gateway = new S3Gateway(BUCKET);
    private final BackupTools tools = new BackupTools(gateway, BUCKET);
    private final Path file = Project.newDirectory("snapshot").resolve("go.db");

    private BackupBench() {}

    /** Takes about ten minutes on two cores, and 10 GB below e2e/target, which it gives back. */
    public static void main(String[] arguments) throws IOException {
        new BackupBench().run();
    }

    private void run() throws IOException {
        try (gateway;
                ProcessCluster go = filled(Implementation.GO);
                ProcessCluster ours = filled(Implementation.ETCETERA)) {
            for (int round = 0; round < rounds; round++) {
                List<Step> turns = List.of(() -> goRound(go.member(0)), () -> ourRound(ours.member(0)));
                for (Step turn : round % 2 == 0 ? turns : turns.reversed()) {
                    turn.run();
                }
            }
            StringBuilder table = new StringBuilder(Cost.head("median of %d rounds".formatted(rounds)));
            costs.forEach((what, of) -> table.append(Cost.median(of).line(what)));
            System.out.println(table);
            System.out.println(
                    "| member | puts/s asked for | puts/s | while it is backed up | ratio |\n|---|---|---|---|---|");
            loaded("Go etcd", go.member(0), () -> {
                Files.deleteIfExists(file);
                var _ = tools.goSave(go.member(0), file);
            });
            loaded("ours", ours.member(0), () -> {
                var _ = tools.save(ours.member(0), "loaded");
            });
            remove(go.member(0).dataDirectory());
            remove(ours.member(0).dataDirectory());
        } finally {
            remove(file.resolveSibling(""));
            remove(gateway.file(BUCKET, ""));
        }
    }

    private void goRound(Member member) throws IOException {
        Files.deleteIfExists(file);
        settle();
        note("etcdctl snapshot save, of Go etcd", tools.goSave(member, file));
        restore(Implementation.GO, "");
    }

    private void ourRound(Member member) throws IOException {
        settle();
        note("save to S3, of our member", tools.save(member, "round"));
        restore(Implementation.ETCETERA, "round");
        tools.delete("round");
    }

    /** The disk has what was written and deleted before: it is not the next one's to wait for. */
    private static void settle() {
        var _ = new Command(List.of("sync")).run();
    }

    private ProcessCluster filled(Implementation implementation) {
        ProcessCluster cluster = ProcessCluster.start(implementation, 1, QUOTA);
        Command.Result result = new Command(List.of(
                        Project.tool("benchmark", "benchmark").toString(),
                        "--endpoints=" + cluster.member(0).endpoint(),
                        "--conns=100",
                        "--clients=1000",
                        "put",
                        "--total=" + keys,
                        "--key-size=64",
                        "--val-size=1024",
                        "--sequential-keys",
                        "--key-space-size=" + keys))
                .run();
        if (result.exit() != 0) {
            throw new IllegalStateException(result.toString());
        }
        return cluster;
    }

    private void note(String what, Cost cost) {
        System.err.print(cost.line(what));
        costs.computeIfAbsent(what, key -> new ArrayList<>()).add(cost);
    }

    /** Restores a member that was not there and starts it; then it goes away. */
    private void restore(Implementation implementation, String name) throws IOException {
        boolean go = implementation == Implementation.GO;
        try (ProcessCluster cluster = ProcessCluster.prepare(implementation, MemberPorts.free(1), QUOTA)) {
            Member member = cluster.member(0);
            settle();
            note(
                    go ? "etcdutl snapshot restore" : "restore-member from S3",
                    go ? tools.goRestore(file, member) : tools.restore(name, member));
            long begin = System.nanoTime();
            member.start();
            member.awaitHealthy(LONG);
            double seconds = (System.nanoTime() - begin) / 1e9;
            note(
                    go ? "start of Go etcd after it" : "start of our member after it",
                    new Cost(
                            seconds,
                            ProcFs.cpuMicros(member.pid()) / 1e6,
                            0,
                            0,
                            ProcFs.highestMegabytes(member.pid())));
            member.kill();
            remove(member.dataDirectory());
        }
    }

    /** What is measured. */
    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }

    private void loaded(String who, Member member, Step saving) throws IOException {
        try (Load load = Load.start(List.of(member.endpoint()), 100, 10, rate);
                Revisions revisions = Revisions.of(member)) {
            var _ = revisions.awaitRevision(revisions.now().revision() + rate, LONG);
            Revisions.Sample begin = revisions.now();
            var _ = revisions.awaitRevision(begin.revision() + rate * WITHOUT.toSeconds(), LONG);
            Revisions.Sample before = revisions.now();
            saving.run();
            Revisions.Sample after = revisions.now();
            load.assertRunning();
            double without = begin.putsPerSecondUntil(before);
            double with = before.putsPerSecondUntil(after);
            System.out.printf(
                    Locale.ROOT, "| %s | %d | %.0f | %.0f | %.2f |%n", who, rate, without, with, with / without);
        }
    }

    private static void remove(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
