package dev.etcetera.backup;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "restore",
        mixinStandardHelpOptions = true,
        description =
                "Puts together what a chain of backups had at a moment, as a file for `etcdutl snapshot restore`.")
final class RestoreCommand implements Callable<Integer> {
    @Mixin
    private StoreOptions store = new StoreOptions();

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

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        try (ObjectStore objects = store.open()) {
            Restores.Restored restored = new Restores(new Backups(objects, InstantSource.system()), new Deltas(objects))
                    .restore(chain, target(), out);
            PrintWriter answer = spec.commandLine().getOut();
            answer.printf(
                    "{\"base\":\"%s\",\"deltas\":%d,\"revision\":%d}%n",
                    restored.base(), restored.deltas(), restored.revision());
            answer.flush();
            return 0;
        }
    }

    private Target target() {
        if (revision != null && time != null) {
            throw new IllegalArgumentException("--revision and --time exclude each other");
        }
        if (revision != null) {
            return new Target.AtRevision(revision);
        }
        return time == null ? new Target.Latest() : new Target.AtTime(time);
    }
}
