package dev.etcetera.backup;

import io.grpc.ManagedChannel;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "save",
        mixinStandardHelpOptions = true,
        description =
                "Takes a backup and prints its manifest. Tried again under the same name by the same writer, it goes on:"
                        + " what is finished is not taken again.")
final class SaveCommand implements Callable<Integer> {
    @Mixin
    private StoreOptions store = new StoreOptions();

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
            names = "--bytes-per-second",
            paramLabel = "N",
            description = "At most; 0 is as fast as it goes.",
            defaultValue = "0")
    private long bytesPerSecond;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        ManagedChannel channel = member.connect();
        try (ObjectStore objects = store.open()) {
            Snapshots snapshots = new MemberSnapshots(channel, member.patience());
            if (bytesPerSecond > 0) {
                snapshots = new PacedSnapshots(snapshots, bytesPerSecond);
            }
            Manifest manifest = new Backups(objects, InstantSource.system()).save(name, writer, snapshots);
            PrintWriter out = spec.commandLine().getOut();
            out.println(manifest.toJson());
            out.flush();
            return 0;
        } finally {
            channel.shutdownNow();
        }
    }
}
