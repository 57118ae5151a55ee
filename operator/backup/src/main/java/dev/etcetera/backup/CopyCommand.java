package dev.etcetera.backup;

import dev.etcetera.backup.chain.Copies;
import dev.etcetera.backup.chain.OthersBackupException;
import dev.etcetera.backup.store.AlreadyThereException;
import dev.etcetera.backup.store.DamagedBackupException;
import dev.etcetera.backup.store.NotThereException;
import dev.etcetera.backup.store.ObjectStore;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

@Command(
        name = "copy",
        description =
                "Copies backups to another store, with what follows them, and prints a line for each. What is there is not"
                        + " copied again: one that was interrupted goes on, and a chain that has grown is completed. A"
                        + " damaged backup is named and does not appear there; the others do. Every option of the store"
                        + " is there for the other one, too, as --to-...: --to-compress, --to-s3-endpoint.",
        modelTransformer = CopyCommand.OptionsOfTheOther.class)
final class CopyCommand extends StoreCommand {
    private final StoreOptions other = new StoreOptions();

    @Option(
            names = "--prefix",
            paramLabel = "NAME",
            description = "A backup, or the folder of a chain; without it, all.",
            defaultValue = "")
    private String prefix = "";

    /** Adds the options of a store a second time, under other names. */
    static final class OptionsOfTheOther implements IModelTransformer {
        @Override
        public CommandSpec transform(CommandSpec command) {
            CopyCommand copy = (CopyCommand) command.userObject();
            for (OptionSpec option : CommandSpec.forAnnotatedObject(copy.other).options()) {
                command.addOption(OptionSpec.builder(option)
                        .names(Stream.of(option.names())
                                .map(n -> n.replaceFirst("^--", "--to-"))
                                .toArray(String[]::new))
                        .build());
            }
            return command;
        }
    }

    @Override
    void run(ObjectStore objects) throws IOException {
        try (ObjectStore to = other.open()) {
            Copies copies = new Copies(objects, to);
            List<String> names = copies.names(prefix);
            if (names.isEmpty() && !prefix.isEmpty()) {
                throw new NotThereException("a finished backup " + prefix);
            }
            int failed = 0;
            for (String name : names) {
                try {
                    Copies.Copied copied = copies.copy(name);
                    answer("{\"name\":\"%s\",\"data\":%b,\"deltas\":%d}"
                            .formatted(name, copied.data(), copied.deltas()));
                } catch (DamagedBackupException | NotThereException | AlreadyThereException | OthersBackupException e) {
                    complain(name + " is not copied: " + e.getMessage());
                    failed++;
                }
            }
            if (failed > 0) {
                throw new IOException("%d of %d backups are not copied".formatted(failed, names.size()));
            }
        }
    }
}
