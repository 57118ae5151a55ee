package dev.etcetera.backup;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What all commands have: a store, and somebody who reads the answer. */
@Command(mixinStandardHelpOptions = true)
abstract class StoreCommand implements Callable<Integer> {
    @Mixin
    private StoreOptions store = new StoreOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public final Integer call() throws IOException, InterruptedException {
        try (ObjectStore objects = store.open()) {
            run(objects);
            return 0;
        }
    }

    abstract void run(ObjectStore objects) throws IOException, InterruptedException;

    /** A line of the answer, seen at once. */
    final void answer(String line) {
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
