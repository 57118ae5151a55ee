package dev.etcetera.e2e.bench;

import dev.etcetera.e2e.framework.Command;
import dev.etcetera.e2e.framework.Implementation;
import dev.etcetera.e2e.framework.Member;
import dev.etcetera.e2e.framework.MemberPorts;
import dev.etcetera.e2e.framework.ProcessCluster;
import dev.etcetera.e2e.framework.Project;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Runs etcd's {@code benchmark} against Go etcd and against us in one run, the two taking turns, and prints a table. Both
 * clusters stay up throughout; the one whose turn it is not only sends heartbeats. The first round of each workload is not
 * counted.
 *
 * <p>Properties: {@code scale} multiplies the number of requests, {@code rounds} is how many rounds are counted, {@code
 * only} is a regular expression that a workload's name must contain.
 */
final class Bench {
    private static final double WARM_UP = 0.5;

    private final int rounds = Integer.getInteger("rounds", 2);
    private final double scale = Double.parseDouble(System.getProperty("scale", "1"));
    private final String only = System.getProperty("only", "");

    private Bench() {}

    /** Runs all workloads; takes about ten minutes on two cores. */
    public static void main(String[] arguments) throws IOException {
        new Bench().run();
    }

    private void run() throws IOException {
        List<Row> rows = new ArrayList<>();
        for (int members : List.of(1, 3)) {
            List<Workload> workloads = Workload.all(scale).stream()
                    .filter(workload -> workload.members() == members)
                    .filter(workload -> workload.name().matches(".*" + only + ".*"))
                    .toList();
            if (!workloads.isEmpty()) {
                rows.addAll(compare(members, workloads));
            }
        }
        System.out.println(Row.table(rows));
    }

    private List<Row> compare(int members, List<Workload> workloads) throws IOException {
        List<Row> rows = new ArrayList<>();
        try (ProcessCluster go = ProcessCluster.start(Implementation.GO, MemberPorts.free(members));
                ProcessCluster ours = ProcessCluster.start(Implementation.ETCETERA, MemberPorts.free(members))) {
            Map<Implementation, ProcessCluster> clusters =
                    new EnumMap<>(Map.of(Implementation.GO, go, Implementation.ETCETERA, ours));
            clusters.values().forEach(cluster -> cluster.etcdctl().run("put", "benchmark", "v".repeat(256)));
            for (Workload workload : workloads) {
                Map<Implementation, List<Measurement>> measured = new EnumMap<>(Implementation.class);
                clusters.values().forEach(cluster -> load(cluster, workload, (int) (workload.operations() * WARM_UP)));
                for (int round = 0; round < rounds; round++) {
                    for (Map.Entry<Implementation, ProcessCluster> turn : clusters.entrySet()) {
                        Measurement measurement = measure(turn.getValue(), workload);
                        measured.computeIfAbsent(turn.getKey(), key -> new ArrayList<>())
                                .add(measurement);
                        System.err.printf(Locale.ROOT, "%-10s %s %s%n", turn.getKey(), workload.name(), measurement);
                    }
                }
                rows.add(new Row(
                        workload.name(),
                        Measurement.mean(measured.get(Implementation.GO)),
                        Measurement.mean(measured.get(Implementation.ETCETERA))));
            }
        }
        return rows;
    }

    private static Measurement measure(ProcessCluster cluster, Workload workload) throws IOException {
        double before = cpuMicros(cluster);
        String report = load(cluster, workload, workload.operations());
        double perOperation = (cpuMicros(cluster) - before) / workload.operations();
        double resident = 0;
        for (Member member : cluster.members()) {
            resident = Math.max(resident, ProcFs.residentMegabytes(member.pid()));
        }
        return Measurement.parse(report, perOperation, resident);
    }

    private static String load(ProcessCluster cluster, Workload workload, int operations) {
        List<String> command = new ArrayList<>();
        command.add(Project.tool("benchmark", "benchmark").toString());
        command.add("--endpoints=" + String.join(",", cluster.endpoints()));
        command.addAll(workload.arguments());
        command.add("--total=" + operations);
        Command.Result result = new Command(command).run();
        if (result.exit() != 0) {
            throw new IllegalStateException(result.toString());
        }
        return result.out();
    }

    private static double cpuMicros(ProcessCluster cluster) throws IOException {
        double sum = 0;
        for (Member member : cluster.members()) {
            sum += ProcFs.cpuMicros(member.pid());
        }
        return sum;
    }
}
