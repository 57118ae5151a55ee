package dev.etcetera.backup;

import dev.etcetera.backup.chain.Backups;
import dev.etcetera.backup.chain.LockedException;
import dev.etcetera.backup.chain.Pruning;
import dev.etcetera.backup.chain.Retention;
import dev.etcetera.backup.store.ObjectStore;
import java.io.IOException;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

    @Mixin
    private RetentionOptions keep = new RetentionOptions();

    @Option(names = "--dry-run", description = "Only prints the names.")
    private boolean dryRun;

    @Override
    void run(ObjectStore objects) throws IOException {
        Retention retention = keep.retention().orElseThrow(() -> new IllegalArgumentException(Retention.NOTHING_SAID));
        Backups backups = backups(objects);
        for (String expired : new Pruning(writer, retention).expired(backups.list(chain + "/"), Instant.now())) {
            try {
                if (!dryRun) {
                    backups.delete(expired, writer);
                }
                answer(expired);
            } catch (LockedException e) {
                complain(String.valueOf(e.getMessage()));
            }
        }
    }
}
