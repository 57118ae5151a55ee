package dev.etcetera.server.log;

import org.jspecify.annotations.Nullable;

/**
 * A named logger. Any thread may use it. {@code keysAndValues} are pairs as in zap's sugared logger: numbers, booleans,
 * strings, lists, durations and throwables keep their JSON type. Guard arguments that cost something with {@link
 * #debugEnabled()}.
 */
public final class ZapLog {
    private static final StackWalker STACK = StackWalker.getInstance();

    private final LogSink sink;
    private final String caller;

    ZapLog(LogSink sink, String caller) {
        this.sink = sink;
        this.caller = caller.indexOf('.') >= 0 ? caller : caller + ".java";
    }

    /** A logger that writes nothing. */
    public static ZapLog discard() {
        return LogSink.discard().named("discard");
    }

    /** A logger of the same sink under another name. */
    public ZapLog named(String otherCaller) {
        return sink.named(otherCaller);
    }

    /** Whether debug lines are written at all. */
    public boolean debugEnabled() {
        return sink.enabled(LogLevel.DEBUG);
    }

    /** For what only a developer of the node wants to see. */
    public void debug(String message, @Nullable Object... keysAndValues) {
        log(LogLevel.DEBUG, message, keysAndValues);
    }

    /** For what an operator may want to know afterwards. */
    public void info(String message, @Nullable Object... keysAndValues) {
        log(LogLevel.INFO, message, keysAndValues);
    }

    /** For what is wrong but mends itself or waits for the user. */
    public void warn(String message, @Nullable Object... keysAndValues) {
        log(LogLevel.WARN, message, keysAndValues);
    }

    /** For what should never happen in a healthy cluster; throwables get their stack trace. */
    public void error(String message, @Nullable Object... keysAndValues) {
        log(LogLevel.ERROR, message, keysAndValues);
    }

    /** For the last words of a process: the caller ends it, this does not. */
    public void fatal(String message, @Nullable Object... keysAndValues) {
        log(LogLevel.FATAL, message, keysAndValues);
    }

    private void log(LogLevel level, String message, @Nullable Object... keysAndValues) {
        if (sink.enabled(level)) {
            sink.write(level, caller + ":" + line(), message, keysAndValues);
        }
    }

    private static int line() {
        return STACK.walk(frames -> frames.filter(frame -> !frame.getClassName().equals(ZapLog.class.getName()))
                .findFirst()
                .map(StackWalker.StackFrame::getLineNumber)
                .orElse(0));
    }
}
