package dev.etcetera.server.metrics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What the kernel knows of this process, read from /proc when the metrics are printed; zero where there is no /proc. */
final class ProcessMetrics {
    private static final Path SELF = Path.of("/proc/self");
    private static final double TICKS_PER_SECOND = 100;
    private static final double PAGE_BYTES = 4096;
    private static final int UTIME = 11;
    private static final int STIME = 12;
    private static final int START_TIME = 19;
    private static final int VIRTUAL_BYTES = 20;
    private static final int RESIDENT_PAGES = 21;

    private ProcessMetrics() {}

    static void register(Registration r) {
        double started = bootSeconds() + stat(START_TIME) / TICKS_PER_SECOND;
        r.level("process_start_time_seconds", "Unix time of the start.").from(() -> started);
        r.level("process_cpu_seconds_total", "CPU time used in seconds.")
                .from(() -> (stat(UTIME) + stat(STIME)) / TICKS_PER_SECOND);
        r.level("process_virtual_memory_bytes", "Virtual memory.").from(() -> stat(VIRTUAL_BYTES));
        r.level("process_resident_memory_bytes", "Resident memory.").from(() -> stat(RESIDENT_PAGES) * PAGE_BYTES);
        double maxFiles = fileLimit();
        r.level("process_open_fds", "Open file descriptors.").from(ProcessMetrics::openFiles);
        r.level("process_max_fds", "Most file descriptors.").from(() -> maxFiles);
        r.level("os_fd_used", "Used file descriptors.").from(ProcessMetrics::openFiles);
        r.level("os_fd_limit", "Limit of file descriptors.").from(() -> maxFiles);
        Runtime runtime = Runtime.getRuntime();
        r.level("jvm_memory_heap_used_bytes", "Heap in use.").from(() -> runtime.totalMemory() - runtime.freeMemory());
        r.level("jvm_memory_heap_committed_bytes", "Heap taken.").from(runtime::totalMemory);
        r.level("jvm_memory_heap_max_bytes", "Largest heap.").from(runtime::maxMemory);
    }

    /** Field of /proc/self/stat, counted from 0 after the command's closing bracket. */
    private static double stat(int field) {
        try {
            String text = Files.readString(SELF.resolve("stat"));
            return Double.parseDouble(text.substring(text.lastIndexOf(')') + 2).split(" ", -1)[field]);
        } catch (IOException | NumberFormatException _) {
            return 0;
        }
    }

    private static double bootSeconds() {
        return number(Path.of("/proc/stat"), "btime ", 1);
    }

    private static double fileLimit() {
        return number(SELF.resolve("limits"), "Max open files", 3);
    }

    private static double number(Path file, String lineStart, int word) {
        try {
            List<String> lines = Files.readAllLines(file);
            return lines.stream()
                    .filter(line -> line.startsWith(lineStart))
                    .mapToDouble(line -> Double.parseDouble(line.strip().split("\\s+", -1)[word]))
                    .findFirst()
                    .orElse(0);
        } catch (IOException | NumberFormatException _) {
            return 0;
        }
    }

    private static double openFiles() {
        try (Stream<Path> files = Files.list(SELF.resolve("fd"))) {
            return files.count();
        } catch (IOException _) {
            return 0;
        }
    }
}
