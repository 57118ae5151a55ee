package dev.etcetera.backup;

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
        name = "verify",
        mixinStandardHelpOptions = true,
        description = "Reads a backup whole and says whether it is what its manifest says; prints the manifest.")
final class VerifyCommand implements Callable<Integer> {
    @Mixin
    private StoreOptions store = new StoreOptions();

    @Option(names = "--name", required = true, paramLabel = "NAME")
    private String name = "";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        try (ObjectStore objects = store.open()) {
            Manifest manifest = new Backups(objects, InstantSource.system()).read(name, (bytes, offset, length) -> {});
            PrintWriter out = spec.commandLine().getOut();
            out.println(manifest.toJson());
            out.flush();
            return 0;
        }
    }
}
