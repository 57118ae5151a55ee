package dev.etcetera.backup;

import dev.etcetera.backup.chain.Manifest;
import dev.etcetera.backup.restore.Restores;
import dev.etcetera.backup.store.ByteSink;
import dev.etcetera.backup.store.ObjectStore;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "fetch",
        description =
                "Writes the data of a backup to a file, as `etcdctl snapshot save` does. The file appears only once all"
                        + " of it has been read and is what the manifest says.")
final class FetchCommand extends StoreCommand {
    @Option(names = "--name", required = true, paramLabel = "NAME")
    private String name = "";

    @Option(names = "--out", required = true, paramLabel = "FILE")
    private Path out = Path.of("");

    @Override
    void run(ObjectStore objects) throws IOException {
        Path part = out.resolveSibling(out.getFileName() + ".part");
        try {
            Manifest manifest;
            try (FileChannel file = Restores.create(part)) {
                manifest = backups(objects).read(name, ByteSink.into(file));
                file.force(true);
            }
            Files.move(part, out, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            answer(manifest.toJson());
        } finally {
            Files.deleteIfExists(part);
        }
    }
}
