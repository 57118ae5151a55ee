package dev.etcetera.backup;

import dev.etcetera.backup.store.ObjectStore;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "list", description = "Prints the manifests of all finished backups.")
final class ListCommand extends StoreCommand {
    @Option(names = "--prefix", paramLabel = "TEXT", description = "Names that begin with it.", defaultValue = "")
    private String prefix = "";

    @Override
    void run(ObjectStore objects) throws IOException {
        backups(objects).list(prefix).forEach(m -> answer(m.toJson()));
    }
}
