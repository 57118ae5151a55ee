package dev.etcetera.backup;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "fetch",
        mixinStandardHelpOptions = true,
        description =
                "Writes the data of a backup to a file, as `etcdctl snapshot save` does. The file appears only once all"
                        + " of it has been read and is what the manifest says.")
final class FetchCommand implements Callable<Integer> {
    @Mixin
    private StoreOptions store = new StoreOptions();

    @Option(names = "--name", required = true, paramLabel = "NAME")
    private String name = "";

    @Option(names = "--out", required = true, paramLabel = "FILE")
    private Path out = Path.of("");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        Path part = out.resolveSibling(out.getFileName() + ".part");
        try (ObjectStore objects = store.open()) {
            Manifest manifest;
            try (FileChannel file = FileChannel.open(
                    part, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
                manifest = new Backups(objects, InstantSource.system()).read(name, (bytes, offset, length) -> {
                    ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
                    while (buffer.hasRemaining()) {
                        file.write(buffer);
                    }
                });
                file.force(true);
            }
            Files.move(part, out, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            PrintWriter answer = spec.commandLine().getOut();
            answer.println(manifest.toJson());
            answer.flush();
            return 0;
        } finally {
            Files.deleteIfExists(part);
        }
    }
}
