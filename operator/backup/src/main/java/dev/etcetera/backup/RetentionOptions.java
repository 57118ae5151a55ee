package dev.etcetera.backup;

import dev.etcetera.backup.chain.Retention;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which backups are kept. */
final class RetentionOptions {
    @Option(names = "--keep-last", paramLabel = "N", defaultValue = "0")
    private int last;

    @Option(names = "--keep-within", paramLabel = "DURATION", defaultValue = "PT0S", description = "As P7D or PT36H.")
    private Duration within = Duration.ZERO;

    @Option(names = "--keep-daily", paramLabel = "N", defaultValue = "0", description = "The newest of each of N days.")
    private int daily;

    @Option(names = "--keep-weekly", paramLabel = "N", defaultValue = "0")
    private int weekly;

    @Option(names = "--keep-monthly", paramLabel = "N", defaultValue = "0")
    private int monthly;

    /** Empty when nothing is said: then all are. */
    Optional<Retention> retention() {
        return last == 0 && within.isZero() && daily == 0 && weekly == 0 && monthly == 0
                ? Optional.empty()
                : Optional.of(new Retention(last, within, daily, weekly, monthly));
    }
}
