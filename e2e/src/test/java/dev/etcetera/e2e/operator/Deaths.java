package dev.etcetera.e2e.operator;

import dev.etcetera.e2e.framework.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;

/** The lives of one operator that dies again and again where it is told to. Owned by one test. */
final class Deaths {
    private final HostOperator operator;
    private final IntFunction<String> ends;
    private final List<Death> met = new ArrayList<>();
    private long bornNanos = System.nanoTime();
    private int lives;

    /** One end of a life: right before or after which effect, and how long that life was. */
    record Death(String side, String effect, double seconds) {
        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%-6s  %-70s %6.1f s", side, effect, seconds);
        }
    }

    /** {@code ends} says where the first, second, ... life ends; an empty string for one that does not. */
    Deaths(HostOperator operator, IntFunction<String> ends) {
        this.operator = operator;
        this.ends = ends;
        operator.kill();
        live();
    }

    /** If it died, another one takes its place. */
    void revive() {
        if (operator.diedAsTold()) {
            String[] end = last().split(" ", 3);
            met.add(new Death(end[1], plain(end[2]), (System.nanoTime() - bornNanos) / 1e9));
            live();
        }
    }

    /** Waits until a job is done, whoever dies meanwhile. */
    void await(String what, Duration deadline, BooleanSupplier done) {
        Await.until(what, deadline, () -> {
            revive();
            Await.pass(Duration.ofMillis(100));
            return done.getAsBoolean();
        });
    }

    List<Death> met() {
        return List.copyOf(met);
    }

    private void live() {
        bornNanos = System.nanoTime();
        operator.start(ends.apply(lives++));
    }

    private String last() {
        return operator.lines().stream()
                .filter(line -> line.startsWith("end "))
                .reduce((_, later) -> later)
                .orElseThrow();
    }

    /** The effects in a piece of the trace, without what differs from run to run: namespaces, random names, times. */
    static List<String> effects(List<String> lines) {
        return lines.stream()
                .filter(line -> line.startsWith("effect before "))
                .map(line -> plain(line.substring("effect before ".length())))
                .toList();
    }

    private static String plain(String effect) {
        return effect.replaceFirst("/apis?/.*namespaces/[^/]+/", "")
                .replaceFirst("(/data-\\S+)-[0-9a-f]{4,}$", "$1")
                .replaceFirst("-\\d{12}(?!\\d)", "-TIME");
    }
}
