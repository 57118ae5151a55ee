package dev.etcetera.e2e.bench;

import java.util.List;
import java.util.stream.Stream;

/**
 * One row of the table.
 *
 * @param members how many members serve it
 * @param operations how many requests are counted
 * @param arguments of etcd's {@code benchmark}, without endpoints and total
 */
record Workload(String name, int members, int operations, List<String> arguments) {
    private static final List<String> MANY = List.of("--conns=100", "--clients=1000");
    private static final List<String> ONE = List.of("--conns=1", "--clients=1");

    Workload {
        arguments = List.copyOf(arguments);
    }

    /** What is measured, in order; {@code scale} multiplies the number of requests. */
    static List<Workload> all(double scale) {
        return List.of(
                put("put 256 B, 1 member, 1000 clients", 1, 60_000, scale, MANY),
                range("serializable range, 1 member, 1000 clients", 1, 150_000, scale, MANY, "s"),
                range("linearizable range, 1 member, 1000 clients", 1, 150_000, scale, MANY, "l"),
                put("put 256 B, 3 members, 1 client", 3, 3_000, scale, ONE),
                put("put 256 B, 3 members, 1000 clients", 3, 60_000, scale, MANY),
                range("serializable range, 3 members, 1000 clients", 3, 100_000, scale, MANY, "s"),
                range("linearizable range, 3 members, 1 client", 3, 5_000, scale, ONE, "l"),
                range("linearizable range, 3 members, 1000 clients", 3, 80_000, scale, MANY, "l"));
    }

    private static Workload put(String name, int members, int operations, double scale, List<String> load) {
        return new Workload(
                name,
                members,
                (int) (operations * scale),
                concat(load, List.of("put", "--key-size=8", "--sequential-keys", "--val-size=256")));
    }

    private static Workload range(
            String name, int members, int operations, double scale, List<String> load, String consistency) {
        return new Workload(
                name,
                members,
                (int) (operations * scale),
                concat(load, List.of("range", "benchmark", "--consistency=" + consistency)));
    }

    private static List<String> concat(List<String> first, List<String> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }
}
