package dev.etcetera.e2e.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What a program cost that ran to its end.
 *
 * @param programSeconds of CPU, of the program
 * @param memberSeconds of CPU, of the member meanwhile
 * @param storeSeconds of CPU, of the store meanwhile
 * @param megabytes resident at most, of the program (VmHWM)
 */
record Cost(double seconds, double programSeconds, double memberSeconds, double storeSeconds, double megabytes) {
    private static final long POLL_MILLIS = 10;
    private static final double MICROS = 1e6;

    /**
     * Runs a program, looking at it all the time: what a process cost is gone with it.
     *
     * @param member a process that serves it; 0 is none
     * @param store another
     */
    static Cost of(List<String> words, Map<String, String> environment, long member, long store) throws IOException {
        double memberBefore = cpu(member);
        double storeBefore = cpu(store);
        ProcessBuilder builder = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(Path.of("/dev/null").toFile());
        builder.environment().putAll(environment);
        long begin = System.nanoTime();
        Process process = builder.start();
        double program = 0;
        double megabytes = 0;
        try {
            while (!process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                program = Math.max(program, cpu(process.pid()));
                megabytes = Math.max(megabytes, ProcFs.highestMegabytes(process.pid()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        if (process.exitValue() != 0) {
            throw new IllegalStateException("it ended with %d: %s".formatted(process.exitValue(), words));
        }
        return new Cost(seconds, program, cpu(member) - memberBefore, cpu(store) - storeBefore, megabytes);
    }

    /** 0 for a process that is gone. */
    private static double cpu(long pid) {
        try {
            return pid == 0 ? 0 : ProcFs.cpuMicros(pid) / MICROS;
        } catch (IOException gone) {
            return 0;
        }
    }

    /** The one in the middle, by time. */
    static Cost median(List<Cost> costs) {
        return costs.stream()
                .sorted(Comparator.comparingDouble(Cost::seconds))
                .skip(costs.size() / 2)
                .findFirst()
                .orElseThrow();
    }

    static String head(String what) {
        return "| %s | s | its CPU s | member's CPU s | store's CPU s | its MB |%n|---|---|---|---|---|---|%n"
                .formatted(what);
    }

    String line(String what) {
        return String.format(
                Locale.ROOT,
                "| %s | %.1f | %.1f | %.1f | %.1f | %.0f |%n",
                what,
                seconds,
                programSeconds,
                memberSeconds,
                storeSeconds,
                megabytes);
    }
}
