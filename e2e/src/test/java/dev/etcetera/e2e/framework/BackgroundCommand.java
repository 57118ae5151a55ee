package dev.etcetera.e2e.framework;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A program that goes on while other things happen, such as a watch. Owned by one test. */
public final class BackgroundCommand implements AutoCloseable {
    private final Process process;
    private final List<String> lines = new CopyOnWriteArrayList<>();

    private BackgroundCommand(Process process) {
        this.process = process;
    }

    public static BackgroundCommand start(List<String> words) {
        try {
            BackgroundCommand command = new BackgroundCommand(
                    new ProcessBuilder(words).redirectErrorStream(true).start());
            Thread.ofVirtual().start(command::read);
            return command;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read() {
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (!line.startsWith("{\"level\"")) {
                    lines.add(line);
                }
            }
        } catch (IOException e) {
            // The process was ended while it was read.
        }
    }

    public boolean isRunning() {
        return process.isAlive();
    }

    /** What it said so far. */
    public List<String> lines() {
        return List.copyOf(lines);
    }

    /** Waits for so many lines, ends the program and returns all it said; fewer when they do not come in time. */
    public String lines(int count, Duration deadline) {
        try {
            Await.until(count + " lines", deadline, () -> lines.size() >= count || !process.isAlive());
        } catch (AssertionError e) {
            lines.add("(only %d of %d lines)".formatted(lines.size(), count));
        }
        close();
        return String.join("\n", lines);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
