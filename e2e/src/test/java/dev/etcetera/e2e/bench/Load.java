package dev.etcetera.e2e.bench;

import dev.etcetera.e2e.framework.BackgroundCommand;
import dev.etcetera.e2e.framework.Project;
import java.util.ArrayList;
import java.util.List;

/** etcd's {@code benchmark put}, going on until it is closed. */
record Load(BackgroundCommand command) implements AutoCloseable {
    static Load start(List<String> endpoints, int clients, int conns, int rate) {
        List<String> words = new ArrayList<>(List.of(
                Project.tool("benchmark", "benchmark").toString(),
                "--endpoints=" + String.join(",", endpoints),
                "--conns=" + conns,
                "--clients=" + clients,
                "put",
                "--key-size=8",
                "--sequential-keys",
                "--key-space-size=1000000",
                "--val-size=256",
                "--total=100000000"));
        if (rate > 0) {
            words.add("--rate=" + rate);
        }
        return new Load(BackgroundCommand.start(words));
    }

    void assertRunning() {
        if (!command.isRunning()) {
            throw new IllegalStateException("the load ended early: " + command.lines());
        }
    }

    @Override
    public void close() {
        command.close();
    }
}
