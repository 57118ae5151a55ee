package dev.etcetera.server.bootstrap;

import dev.etcetera.failpoint.Failpoints;
import dev.etcetera.server.config.ServerConfig;
import dev.etcetera.server.consensus.FaultHandler;
import dev.etcetera.server.log.LogSink;
import dev.etcetera.server.metrics.Metrics;
import java.time.InstantSource;
import java.util.concurrent.ScheduledExecutorService;

/** What every part of a member is made with. */
record Foundation(
        ServerConfig config,
        LogSink log,
        Metrics metrics,
        FaultHandler faults,
        Failpoints failpoints,
        ScheduledExecutorService timers,
        InstantSource clock) {}
