package dev.etcetera.backup;

import dev.etcetera.backup.chain.Deltas;
import dev.etcetera.backup.restore.Restores;
import dev.etcetera.backup.restore.Target;
import dev.etcetera.backup.store.ObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "restore",
        description =
                "Puts together what a chain of backups had at a moment, as a file for `etcdutl snapshot restore`.")
final class RestoreCommand extends StoreCommand {
    @Option(names = "--chain", required = true, paramLabel = "NAME", description = "The folder of its backups.")
    private String chain = "";

    @Option(
            names = "--revision",
            paramLabel = "N",
            description = "Everything up to this revision; without it and --time, all.")
    private @Nullable Long revision;

    @Option(
            names = "--time",
            paramLabel = "TIME",
            description = "Everything that was there at this time: 2026-11-29T12:00:00Z.")
    private @Nullable Instant time;

    @Option(names = "--out", required = true, paramLabel = "FILE")
    private Path out = Path.of("");

    @Override
    void run(ObjectStore objects) throws IOException {
        Restores.Restored restored =
                new Restores(backups(objects), new Deltas(objects)).restore(chain, Target.of(revision, time), out);
        answer("{\"base\":\"%s\",\"deltas\":%d,\"revision\":%d}"
                .formatted(restored.base(), restored.deltas(), restored.revision()));
    }
}
