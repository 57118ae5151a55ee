package dev.etcetera.e2e.framework;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Where things are: this checkout and the judges' programs. */
public final class Project {
    private static final Map<String, Path> TOOLS = new ConcurrentHashMap<>();

    private Project() {}

    /** The checkout this test runs in. */
    public static Path root() {
        return Stream.iterate(Optional.of(Path.of("").toAbsolutePath()), path -> path.map(Path::getParent))
                .takeWhile(Optional::isPresent)
                .map(Optional::get)
                .filter(path -> Files.exists(path.resolve("e2e/tools/build.sh")))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "no checkout around " + Path.of("").toAbsolutePath()));
    }

    /** A judge's program, built when it is missing: see e2e/tools/README.md. */
    public static Path tool(String name, String program) {
        return TOOLS.computeIfAbsent(name, Project::where).resolve(program);
    }

    private static Path where(String name) {
        Path script = root().resolve("e2e/tools/build.sh");
        Command.Result result = new Command(List.of(script.toString(), "--where", name)).run();
        if (result.exit() != 0) {
            throw new IllegalStateException(result.toString());
        }
        return Path.of(result.out().strip());
    }

    /** An empty directory below this module's target folder; kept, so that a failure can be looked into. */
    public static Path newDirectory(String name) {
        try {
            Path parent = Files.createDirectories(root().resolve("e2e/target/members"));
            return Files.createTempDirectory(parent, name + "-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
