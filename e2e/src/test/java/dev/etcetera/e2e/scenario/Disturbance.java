package dev.etcetera.e2e.scenario;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What clients met while something was done to their cluster. Tests run one after the other, so what is reported belongs to
 * the test that runs; {@link ScenarioRecord} takes it from here.
 *
 * @param withoutWrite the longest time in which no put was acknowledged
 * @param withoutRead the longest time in which no linearizable read was answered; zero where nobody read
 */
public record Disturbance(String what, Duration withoutWrite, Duration withoutRead) {
    private static final List<Disturbance> REPORTED = new ArrayList<>();
    private static Verdict verdict = Verdict.NONE;

    /** What the load of a test came to, once it was held against what the cluster has. */
    public record Verdict(long puts, long reads, long lost, long stale) {
        static final Verdict NONE = new Verdict(0, 0, 0, 0);
    }

    public static synchronized void report(String what, Duration withoutWrite, Duration withoutRead) {
        Disturbance disturbance = new Disturbance(what, withoutWrite, withoutRead);
        System.out.println(disturbance);
        REPORTED.add(disturbance);
    }

    public static synchronized void judged(Verdict reached) {
        verdict = reached;
    }

    /** What was reported since the last call, and forgets it. */
    static synchronized List<Disturbance> take() {
        List<Disturbance> taken = List.copyOf(REPORTED);
        REPORTED.clear();
        return taken;
    }

    /** The verdict since the last call, and forgets it. */
    static synchronized Verdict takeVerdict() {
        Verdict taken = verdict;
        verdict = Verdict.NONE;
        return taken;
    }

    @Override
    public String toString() {
        return "%s: %s without a write, %s without a read".formatted(what, seconds(withoutWrite), seconds(withoutRead));
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.2f s", time.toMillis() / 1000.0);
    }
}
