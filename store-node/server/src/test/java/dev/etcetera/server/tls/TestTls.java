package dev.etcetera.server.tls;

import dev.etcetera.server.config.BuildInfo;
import dev.etcetera.server.config.CommandOutcome;
import dev.etcetera.server.config.EtcdCommand;
import dev.etcetera.server.config.ServerConfig;
import dev.etcetera.server.log.LogSink;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** A member's TLS from flags. */
public final class TestTls {
    private TestTls() {}

    public static ServerConfig config(List<String> flags) {
        CommandOutcome outcome = new EtcdCommand(Map.of(), new BuildInfo("3.7.3", "0.1.0", "abc")).decide(flags);
        if (outcome instanceof CommandOutcome.Start start) {
            return start.config();
        }
        throw new AssertionError(outcome);
    }

    public static MemberTls open(String... flags) throws IOException {
        return MemberTls.open(config(List.of(flags)), LogSink.discard(), InstantSource.system());
    }

    /** As the thread does that looks each second. */
    public static void refresh(MemberTls tls) {
        tls.refresh();
    }
}
