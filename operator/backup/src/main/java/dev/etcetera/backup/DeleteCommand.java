package dev.etcetera.backup;

import dev.etcetera.backup.store.ObjectStore;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "delete",
        description =
                "Deletes a backup of this writer; one that is not there is deleted already. Nothing of it is deleted as"
                        + " long as the store keeps one of its objects (S3 Object Lock).")
final class DeleteCommand extends StoreCommand {
    @Option(names = "--name", required = true, paramLabel = "NAME")
    private String name = "";

    @Option(names = "--writer", required = true, paramLabel = "ID")
    private String writer = "";

    @Override
    void run(ObjectStore objects) throws IOException {
        backups(objects).delete(name, writer);
    }
}
