package dev.etcetera.server.config;

import java.time.Duration;

/** Metrics and the checks a member makes of itself and of its cluster. */
public record ObservabilityConfig(
        boolean extensiveMetrics,
        boolean enablePprof,
        Duration corruptCheckTime,
        Duration compactHashCheckTime,
        Duration downgradeCheckTime) {}
