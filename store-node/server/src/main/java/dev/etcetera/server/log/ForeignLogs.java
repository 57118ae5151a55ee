package dev.etcetera.server.log;

import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/**
 * Brings the lines of libraries into our log: grpc writes to java.util.logging, Netty and Xodus to slf4j, which the
 * slf4j-jdk14 provider leads to java.util.logging too. Only warnings and worse pass, and never above level warn: what
 * a library calls severe is not yet an error of the member.
 */
public final class ForeignLogs extends Handler {
    private final LogSink sink;
    private final SimpleFormatter formatter = new SimpleFormatter();

    private ForeignLogs(LogSink sink) {
        this.sink = sink;
        setLevel(Level.WARNING);
    }

    /** Replaces the JVM's own console handler; to be called once, before the libraries are touched. */
    public static void routeTo(LogSink sink) {
        LogManager.getLogManager().reset();
        Logger root = Logger.getLogger("");
        root.setLevel(Level.WARNING);
        root.addHandler(new ForeignLogs(sink));
    }

    @Override
    public void publish(LogRecord entry) {
        if (!isLoggable(entry) || !sink.enabled(LogLevel.WARN)) {
            return;
        }
        String name = entry.getLoggerName();
        String message = formatter.formatMessage(entry);
        Throwable thrown = entry.getThrown();
        String caller = name == null ? "jvm" : name;
        if (thrown == null) {
            sink.write(LogLevel.WARN, caller, message);
        } else {
            sink.write(LogLevel.WARN, caller, message, "error", thrown.toString());
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
}
