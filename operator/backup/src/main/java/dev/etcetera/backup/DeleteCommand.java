package dev.etcetera.backup;

import java.io.IOException;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "delete",
        mixinStandardHelpOptions = true,
        description = "Deletes a backup of this writer; one that is not there is deleted already.")
final class DeleteCommand implements Callable<Integer> {
    @Mixin
    private StoreOptions store = new StoreOptions();

    @Option(names = "--name", required = true, paramLabel = "NAME")
    private String name = "";

    @Option(names = "--writer", required = true, paramLabel = "ID")
    private String writer = "";

    @Override
    public Integer call() throws IOException {
        try (ObjectStore objects = store.open()) {
            new Backups(objects, InstantSource.system()).delete(name, writer);
            return 0;
        }
    }
}
