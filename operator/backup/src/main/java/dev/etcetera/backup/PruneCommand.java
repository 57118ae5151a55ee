package dev.etcetera.backup;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "prune",
        description =
                "Deletes the backups of a folder that no rule keeps, with what follows them, and prints their names. The"
                        + " newest is always kept, and so are those of other writers and, with a line on standard error,"
                        + " those with an object that the store keeps.")
final class PruneCommand extends StoreCommand {
    @Option(names = "--chain", required = true, paramLabel = "NAME", description = "The folder of the backups.")
    private String chain = "";

    @Option(names = "--writer", required = true, paramLabel = "ID", description = "Who wrote them.")
    private String writer = "";

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

    @Option(names = "--dry-run", description = "Only prints the names.")
    private boolean dryRun;

    @Override
    void run(ObjectStore objects) throws IOException {
        Retention retention = new Retention(last, within, daily, weekly, monthly);
        Backups backups = backups(objects);
        List<Manifest> mine = backups.list(chain + "/").stream()
                .filter(m -> m.writer().equals(writer))
                .toList();
        for (Manifest expired : retention.expired(mine, Instant.now())) {
            try {
                if (!dryRun) {
                    backups.delete(expired.name(), writer);
                }
                answer(expired.name());
            } catch (LockedException e) {
                complain(String.valueOf(e.getMessage()));
            }
        }
    }
}
