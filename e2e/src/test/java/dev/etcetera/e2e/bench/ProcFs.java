package dev.etcetera.e2e.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** CPU time and memory of a process, from {@code /proc/PID}. */
final class ProcFs {
    /** Clock ticks a second in {@code /proc/PID/stat}: USER_HZ, 100 on every Linux that Java runs on. */
    private static final double TICKS_PER_SECOND = 100;

    private ProcFs() {}

    /** User and system time so far, in microseconds; a resolution of 10 ms. */
    static double cpuMicros(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
        // The second field, the command's name, may hold spaces: count from behind its closing bracket.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * 1e6 / TICKS_PER_SECOND;
    }

    /** Resident memory in megabytes. */
    static double residentMegabytes(long pid) throws IOException {
        return megabytes(pid, "VmRSS:");
    }

    /** The most memory that was ever resident, in megabytes; 0 of a process that is gone. */
    static double highestMegabytes(long pid) {
        try {
            return megabytes(pid, "VmHWM:");
        } catch (IOException gone) {
            return 0;
        }
    }

    private static double megabytes(long pid, String what) throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
                .filter(line -> line.startsWith(what))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) * 1024 / 1e6)
                .findFirst()
                .orElse(0);
    }
}
