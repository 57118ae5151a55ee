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

@Command(name = "list", mixinStandardHelpOptions = true, description = "Prints the manifests of all finished backups.")
final class ListCommand implements Callable<Integer> {
    @Mixin
    private StoreOptions store = new StoreOptions();

    @Option(names = "--prefix", paramLabel = "TEXT", description = "Names that begin with it.", defaultValue = "")
    private String prefix = "";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        try (ObjectStore objects = store.open()) {
            PrintWriter out = spec.commandLine().getOut();
            new Backups(objects, InstantSource.system()).list(prefix).forEach(m -> out.println(m.toJson()));
            out.flush();
            return 0;
        }
    }
}
