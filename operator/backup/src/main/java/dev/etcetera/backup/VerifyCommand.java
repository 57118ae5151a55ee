package dev.etcetera.backup;

import dev.etcetera.backup.store.ObjectStore;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "verify",
        description = "Reads a backup whole and says whether it is what its manifest says; prints the manifest.")
final class VerifyCommand extends StoreCommand {
    @Option(names = "--name", required = true, paramLabel = "NAME")
    private String name = "";

    @Override
    void run(ObjectStore objects) throws IOException {
        answer(backups(objects).read(name, (bytes, offset, length) -> {}).toJson());
    }
}
