package dev.etcetera.server.config;

import java.util.List;

/** What the command line comes to. */
public sealed interface CommandOutcome {
    /** Run a member. The notices are to be told once the log is open. */
    record Start(ServerConfig config, List<Notice> notices) implements CommandOutcome {
        public Start {
            notices = List.copyOf(notices);
        }
    }

    /** End at once: print {@code out} and {@code err} as they are, tell the notices to a default log, exit. */
    record Exit(int status, String out, String err, List<Notice> notices) implements CommandOutcome {
        public Exit {
            notices = List.copyOf(notices);
        }
    }
}
