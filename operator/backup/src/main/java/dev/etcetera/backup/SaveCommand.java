package dev.etcetera.backup;

import io.grpc.ManagedChannel;
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

    @Override
    void run(ObjectStore objects) throws IOException {
        ManagedChannel channel = member.connect();
        try {
            Snapshots snapshots = new MemberSnapshots(channel, member.patience());
            answer(backups(objects).save(name, writer, snapshots).toJson());
        } finally {
            channel.shutdownNow();
        }
    }
}
