package dev.etcetera.e2e.framework;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The unmodified etcdctl 3.7.3. */
public record Etcdctl(List<String> endpoints, List<String> options) {
    private static final Duration DEADLINE = Duration.ofSeconds(40);

    public Etcdctl(List<String> endpoints) {
        this(endpoints, List.of());
    }

    public static Path program() {
        return Project.tool("etcd", "etcdctl");
    }

    public List<String> command(List<String> arguments) {
        List<String> words = new ArrayList<>();
        words.add(program().toString());
        words.add("--endpoints=" + String.join(",", endpoints));
        words.addAll(options);
        words.addAll(arguments);
        return words;
    }

    public Command.Result run(String... arguments) {
        return run(List.of(arguments), "");
    }

    public Command.Result run(List<String> arguments, String stdin) {
        return new Command(command(arguments), stdin, DEADLINE).run();
    }

    /** The output of a command that must succeed. */
    public String output(String... arguments) {
        Command.Result result = run(arguments);
        if (result.exit() != 0) {
            throw new AssertionError("etcdctl %s: %s".formatted(String.join(" ", arguments), result));
        }
        return result.out();
    }

    /**
     * The output of a command that is refused with this text for a while and must succeed then: a member is taken for
     * unhealthy until it has been connected for five seconds.
     */
    public String outputOnceNot(String refusal, String... arguments) {
        return Await.value("etcdctl " + String.join(" ", arguments), DEADLINE, () -> {
            Command.Result result = run(arguments);
            if (result.exit() != 0 && !result.err().contains(refusal)) {
                throw new AssertionError("etcdctl %s: %s".formatted(String.join(" ", arguments), result));
            }
            return result.exit() == 0 ? Optional.of(result.out()) : Optional.empty();
        });
    }
}
