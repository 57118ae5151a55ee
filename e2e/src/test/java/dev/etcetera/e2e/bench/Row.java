package dev.etcetera.e2e.bench;

import java.util.List;
import java.util.Locale;

/** One workload, side by side. Ratios are ours by Go's: throughput above 1 and CPU below 1 are in our favour. */
record Row(String workload, Measurement go, Measurement ours) {
    private static final String HEAD = """
            | work | Go etcd req/s | ours | ratio | Go p99 ms | ours | Go CPU µs/op | ours | ratio | Go MB | ours |
            |---|---|---|---|---|---|---|---|---|---|---|
            """;

    /** A Markdown table. */
    static String table(List<Row> rows) {
        StringBuilder table = new StringBuilder(HEAD);
        rows.forEach(row -> table.append(row.line()));
        return table.toString();
    }

    private String line() {
        return String.format(
                Locale.ROOT,
                "| %s | %.0f | %.0f | %.2f | %.1f | %.1f | %.1f | %.1f | %.2f | %.0f | %.0f |%n",
                workload,
                go.requestsPerSecond(),
                ours.requestsPerSecond(),
                ours.requestsPerSecond() / go.requestsPerSecond(),
                go.p99Millis(),
                ours.p99Millis(),
                go.serverMicrosPerOperation(),
                ours.serverMicrosPerOperation(),
                ours.serverMicrosPerOperation() / go.serverMicrosPerOperation(),
                go.residentMegabytes(),
                ours.residentMegabytes());
    }
}
