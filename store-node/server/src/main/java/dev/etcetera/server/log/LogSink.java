package dev.etcetera.server.log;

import java.io.Closeable;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The root of all loggers of a process: knows level, shape and outputs. Any thread may write; a line is written whole.
 * A line that cannot be written is dropped: logging must never stop a member.
 */
public final class LogSink implements Closeable {
    private final LogLevel level;
    private final LineEncoder encoder;
    private final InstantSource clock;
    private final List<OutputStream> outputs;
    private final ReentrantLock lock = new ReentrantLock();

    LogSink(LogOptions options, InstantSource clock, List<OutputStream> outputs) {
        this.level = options.level();
        this.encoder = options.format() == LogOptions.Format.JSON ? new JsonLineEncoder() : new ConsoleLineEncoder();
        this.clock = clock;
        this.outputs = List.copyOf(outputs);
    }

    /** Opens the outputs; files are appended to. */
    public static LogSink open(LogOptions options, InstantSource clock) throws IOException {
        List<OutputStream> outputs = new ArrayList<>();
        for (String output : options.outputs()) {
            switch (output) {
                case "default", "stderr", "/dev/stderr" -> outputs.add(new FileOutputStream(FileDescriptor.err));
                case "stdout", "/dev/stdout" -> outputs.add(new FileOutputStream(FileDescriptor.out));
                default -> outputs.add(new FileOutputStream(Path.of(output).toFile(), true));
            }
        }
        return new LogSink(options, clock, outputs);
    }

    /** A sink that drops everything, for tests and tools. */
    public static LogSink discard() {
        return new LogSink(
                new LogOptions(LogLevel.FATAL, LogOptions.Format.JSON, List.of()), InstantSource.system(), List.of());
    }

    /** A sink that hands every line to {@code output}, for tests and for programs that embed a member. */
    public static LogSink to(OutputStream output, LogOptions options, InstantSource clock) {
        return new LogSink(options, clock, List.of(output));
    }

    /** A logger whose lines say {@code caller:line}; by custom the last package and the file, {@code raft/RaftLoop.java}. */
    public ZapLog named(String caller) {
        return new ZapLog(this, caller);
    }

    boolean enabled(LogLevel wanted) {
        return wanted.compareTo(level) >= 0;
    }

    void write(LogLevel lineLevel, String caller, String message, @Nullable Object... keysAndValues) {
        byte[] line = encoder.encode(
                        new LogLine(lineLevel, clock.instant(), caller, message, Arrays.asList(keysAndValues)))
                .getBytes(StandardCharsets.UTF_8);
        lock.lock();
        try {
            for (OutputStream output : outputs) {
                writeOne(output, line);
            }
        } finally {
            lock.unlock();
        }
    }

    private static void writeOne(OutputStream output, byte[] line) {
        try {
            output.write(line);
            output.flush();
        } catch (IOException _) {
            // A full disk or a closed pipe: there is nowhere left to say so.
        }
    }

    /** Closes files; the process' own streams stay open for whoever still has something to say. */
    @Override
    public void close() throws IOException {
        for (OutputStream output : outputs) {
            if (output instanceof FileOutputStream file
                    && file.getFD() != FileDescriptor.err
                    && file.getFD() != FileDescriptor.out) {
                file.close();
            }
        }
    }
}
