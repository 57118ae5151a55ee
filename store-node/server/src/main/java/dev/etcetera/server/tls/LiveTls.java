package dev.etcetera.server.tls;

import dev.etcetera.server.log.ZapLog;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The TLS of one port as its files are now. {@link #refresh} is called once a second by one thread and makes new contexts when a
 * file has changed; any thread takes the current ones for a new connection. What cannot be used, be it half written, leaves the
 * last good contexts in use and is tried again.
 */
final class LiveTls implements Supplier<TlsContexts> {
    private final TlsProfile profile;
    private final Optional<SanRule> san;
    private final InstantSource clock;
    private final ZapLog log;
    private final TlsFiles files;

    private volatile TlsContexts current;
    private Object stamps;
    private String lastProblem = "";

    private LiveTls(TlsProfile profile, Optional<SanRule> san, InstantSource clock, ZapLog log) throws IOException {
        this.profile = profile;
        this.san = san;
        this.clock = clock;
        this.log = log;
        this.files = new TlsFiles(profile.files());
        this.stamps = files.stamps();
        this.current = TlsContexts.of(profile, files.read(), san, clock);
    }

    /** Reads the files; what is wrong with them is said in one line. */
    static LiveTls open(TlsProfile profile, Optional<SanRule> san, InstantSource clock, ZapLog log) throws IOException {
        return new LiveTls(profile, san, clock, log);
    }

    @Override
    public TlsContexts get() {
        return current;
    }

    void refresh() {
        Object seen = files.stamps();
        if (seen.equals(stamps)) {
            return;
        }
        try {
            TlsContexts fresh = TlsContexts.of(profile, files.read(), san, clock);
            if (files.stamps().equals(seen)) {
                current = fresh;
                stamps = seen;
                lastProblem = "";
                log.info("reloaded TLS files", "cert-file", profile.files().certFile());
            }
        } catch (IOException | RuntimeException e) {
            String problem = String.valueOf(e.getMessage());
            if (!problem.equals(lastProblem)) {
                lastProblem = problem;
                log.warn(
                        "failed to reload TLS files; going on with what was read before",
                        "cert-file",
                        profile.files().certFile(),
                        "error",
                        problem);
            }
        }
    }
}
