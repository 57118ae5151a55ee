package dev.etcetera.server.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a valid configuration should still make its owner think about: told once, at the start. */
final class Advice {
    private static final int LARGE_REQUEST_BYTES = 10 * 1024 * 1024;
    private static final Map<String, String> NO_EFFECT = Map.of(
            "memory-mlock", "a JVM's memory is not locked",
            "backend-bbolt-freelist-type", "the backend has no free list",
            "enable-pprof", "the JVM has its own profilers",
            "enable-log-rotation", "log files are not rotated in this release",
            "enable-distributed-tracing", "this release sends no traces");

    private Advice() {}

    static List<Notice> on(FlagValues values, ServerConfig config) {
        List<Notice> notices = new ArrayList<>();
        if (values.isSet("max-snapshots")) {
            notices.add(Notice.warn("--max-snapshots is deprecated in 3.6 and will be decommissioned in 3.8."));
        }
        if (values.isSet("v2-deprecation")) {
            notices.add(Notice.warn("--v2-deprecation is deprecated and scheduled for removal in v3.8. "
                    + "The default value is enforced, ignoring user input."));
        }
        NO_EFFECT.forEach((name, reason) -> {
            if (values.isSet(name) && !values.text(name).equals("false")) {
                notices.add(Notice.warn("flag has no effect", "flag-name", name, "reason", reason));
            }
        });
        if (config.name().equals("default")) {
            notices.add(Notice.warn(
                    "it isn't recommended to use default name, please set a value for --name. Note that etcd might "
                            + "run into issue when multiple members have the same default name",
                    "name",
                    config.name()));
        }
        if (!values.isSet("data-dir")) {
            notices.add(Notice.warn(
                    "'data-dir' was empty; using default",
                    "data-dir",
                    config.dataDir().toString()));
        }
        notices.addAll(TlsRules.advice(config));
        if (config.limits().maxRequestBytes() > LARGE_REQUEST_BYTES) {
            notices.add(Notice.warn(
                    "exceeded recommended request limit",
                    "max-request-bytes",
                    config.limits().maxRequestBytes(),
                    "recommended-request-bytes",
                    LARGE_REQUEST_BYTES));
        }
        return notices;
    }
}
