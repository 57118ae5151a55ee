package dev.etcetera.e2e.bench;

import java.util.List;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What one run of a workload gave.
 *
 * @param requestsPerSecond as the load generator counts
 * @param p99Millis as the load generator counts
 * @param serverMicrosPerOperation CPU time of all members over the run, user and system, by operation
 * @param residentMegabytes of the largest member at the end of the run
 */
record Measurement(
        double requestsPerSecond, double p99Millis, double serverMicrosPerOperation, double residentMegabytes) {
    private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
    private static final Pattern P99 = Pattern.compile("99%\\s+in\\s+([0-9.]+)\\s+secs");
    private static final Pattern ERRORS = Pattern.compile("Error distribution:\\s*\\R\\s*\\[\\d+\\].*");

    /** Reads the report that etcd's {@code benchmark} prints. */
    static Measurement parse(String report, double serverMicrosPerOperation, double residentMegabytes) {
        if (ERRORS.matcher(report).find()) {
            throw new IllegalStateException("the load generator saw errors:\n" + report);
        }
        return new Measurement(
                number(RATE, report), number(P99, report) * 1e3, serverMicrosPerOperation, residentMegabytes);
    }

    /** Of several rounds; memory is that of the last. */
    static Measurement mean(@Nullable List<Measurement> rounds) {
        List<Measurement> all = Objects.requireNonNull(rounds, "every implementation was measured");
        return new Measurement(
                mean(all, Measurement::requestsPerSecond),
                mean(all, Measurement::p99Millis),
                mean(all, Measurement::serverMicrosPerOperation),
                all.getLast().residentMegabytes());
    }

    private static double mean(List<Measurement> rounds, ToDoubleFunction<Measurement> figure) {
        return rounds.stream().mapToDouble(figure).average().orElse(0);
    }

    private static double number(Pattern pattern, String report) {
        Matcher matcher = pattern.matcher(report);
        if (!matcher.find()) {
            throw new IllegalStateException("no " + pattern + " in the load generator's report:\n" + report);
        }
        return Double.parseDouble(matcher.group(1));
    }
}
