package dev.etcetera.server.bootstrap;

import dev.etcetera.failpoint.Failpoints;
import dev.etcetera.failpoint.ProcessFailpoints;
import dev.etcetera.server.config.BuildInfo;
import dev.etcetera.server.config.CommandOutcome;
import dev.etcetera.server.config.EtcdCommand;
import dev.etcetera.server.config.Notice;
import dev.etcetera.server.config.ServerConfig;
import dev.etcetera.server.log.ForeignLogs;
import dev.etcetera.server.log.LogOptions;
import dev.etcetera.server.log.LogSink;
import dev.etcetera.server.log.ZapLog;
import dev.etcetera.server.metrics.Metrics;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executors;

/** The {@code etcd} program: reads the configuration, starts a member and stops it on SIGTERM or SIGINT. */
public final class EtcdMain {
    private static final String CALLER = "etcdmain/etcd";

    private EtcdMain() {}

    /** Runs until the member has stopped; exit status 1 when it cannot start. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        InstantSource clock = InstantSource.system();
        BuildInfo build = BuildInfo.ofThisBuild();
        switch (new EtcdCommand(System.getenv(), build).decide(List.of(arguments))) {
            case CommandOutcome.Exit exit -> {
                print(System.out, exit.out());
                print(System.err, exit.err());
                try (LogSink sink = LogSink.open(LogOptions.defaults(), clock)) {
                    tell(exit.notices(), sink.named(CALLER));
                }
                System.exit(exit.status());
            }
            case CommandOutcome.Start start -> {
                LogSink sink = LogSink.open(start.config().log(), clock);
                ForeignLogs.routeTo(sink);
                tell(start.notices(), sink.named(CALLER));
                run(start.config(), sink, clock);
            }
        }
    }

    private static void run(ServerConfig config, LogSink sink, InstantSource clock) throws InterruptedException {
        ZapLog log = sink.named(CALLER);
        // A thread that dies of something nobody foresaw leaves a member that is neither alive nor dead: end it.
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> {
            log.fatal("a thread died", "thread", thread.getName(), "error", failure);
            Runtime.getRuntime().halt(1);
        });
        try {
            Failpoints failpoints = ProcessFailpoints.of(System.getenv());
            EtcdServer server = new Bootstrap(foundation(config, sink, failpoints, clock)).start();
            Runtime.getRuntime().addShutdownHook(new Thread(server::stop, "shutdown"));
            server.awaitStopped();
            // Stopped from within, or on its way out already: then this waits until the process has ended.
            System.exit(0);
        } catch (IOException refusal) {
            log.fatal("cannot start", "error", reason(refusal));
            System.exit(1);
        }
    }

    /** The JDK says only the file's name where the name of the class says the rest. */
    static String reason(IOException refusal) {
        return switch (refusal) {
            case AccessDeniedException denied ->
                denied.getFile() + ": permission denied: give it to the user that etcd runs as";
            case NoSuchFileException missing when missing.getReason() == null -> missing.getFile() + ": no such file";
            default -> String.valueOf(refusal.getMessage());
        };
    }

    private static Foundation foundation(
            ServerConfig config, LogSink sink, Failpoints failpoints, InstantSource clock) {
        return new Foundation(
                config,
                sink,
                Metrics.create(config.observability().extensiveMetrics()),
                new HaltingFaultHandler(sink.named("etcdserver/server")),
                failpoints,
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().name("timers").daemon().factory()),
                clock);
    }

    private static void tell(List<Notice> notices, ZapLog log) {
        notices.forEach(notice -> notice.tell(log));
    }

    private static void print(PrintStream stream, String text) {
        stream.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        stream.flush();
    }
}
