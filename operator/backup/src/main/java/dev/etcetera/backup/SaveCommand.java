package dev.etcetera.backup;

import dev.etcetera.backup.chain.Backups;
import dev.etcetera.backup.member.MemberDoor;
import dev.etcetera.backup.member.MemberSnapshots;
import dev.etcetera.backup.member.Snapshots;
import dev.etcetera.backup.store.ObjectStore;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "save",
        description =
                "Takes a backup and prints its manifest. Tried again under the same name by the same writer, it goes on:"
                        + " what is finished is not taken again.")
final class SaveCommand extends StoreCommand {
    @Mixin
    private MemberOptions member = new MemberOptions();

    @Option(names = "--name", required = true, paramLabel = "NAME")
    private String name = "";

    @Option(
            names = "--writer",
            required = true,
            paramLabel = "ID",
            description = "Who this is: nobody else writes over it.")
    private String writer = "";

    @Option(
            names = "--status-port",
            paramLabel = "PORT",
            defaultValue = "0",
            description = "Where GET /status says how far it is; 0 is nowhere.")
    private int statusPort;

    @Override
    void run(ObjectStore objects) throws IOException {
        Backups backups = backups(objects);
        try (MemberDoor door = member.door();
                StatusPort _ = StatusPort.open(statusPort, () -> standing(backups))) {
            Snapshots snapshots = new MemberSnapshots(door, member.patience());
            answer(backups.save(name, writer, snapshots).toJson());
        }
    }

    private static String standing(Backups backups) {
        return backups.progress()
                .current()
                .map(s -> "{\"sentBytes\":%d,\"totalBytes\":%d}"
                        .formatted(s.bytes(), s.ofBytes().orElse(0)))
                .orElse("{}");
    }
}
