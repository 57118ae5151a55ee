package dev.etcetera.backup;

import dev.etcetera.backup.chain.Backups;
import dev.etcetera.backup.store.ObjectStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What all commands have: a store, and somebody who reads the answer. */
@Command(mixinStandardHelpOptions = true)
abstract class StoreCommand implements Callable<Integer> {
    @Mixin
    private StoreOptions store = new StoreOptions();

    @Option(
            names = "--termination-log",
            arity = "1",
            paramLabel = "FILE",
            description =
                    "Takes the last line of the answer, or what went wrong: what Kubernetes shows of a container that"
                            + " has ended.")
    private List<Path> terminationLogs = new ArrayList<>();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private String lastLine = "";

    @Override
    public final Integer call() throws IOException, InterruptedException {
        try (ObjectStore objects = store.open()) {
            run(objects);
        } catch (IOException | RuntimeException e) {
            leave(spec.commandLine().getCommandName() + ": " + e.getMessage());
            throw e;
        }
        leave(lastLine);
        return 0;
    }

    /** What was done counts, whether or not it can be told there. */
    private void leave(String message) {
        for (Path log : terminationLogs) {
            try {
                TerminationLog.write(log, message);
            } catch (IOException e) {
                spec.commandLine().getErr().println("--termination-log cannot be written: " + e);
            }
        }
    }

    abstract void run(ObjectStore objects) throws IOException, InterruptedException;

    /** A line of the answer, seen at once. */
    final void answer(String line) {
        lastLine = line;
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }

    /** A line for whoever looks after it. */
    final void complain(String line) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(spec.name() + ": " + line);
        err.flush();
    }

    static Backups backups(ObjectStore objects) {
        return new Backups(objects, InstantSource.system());
    }
}
