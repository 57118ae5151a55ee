package dev.etcetera.raft.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Runs the files under {@code src/test/resources/scenarios}: blocks of a command line, {@code ----} and the expected
 * output, ended by an empty line. {@code -Drewrite=true} writes down what happens now; read the difference with care.
 */
final class ScenarioTest {
    private static final Path FILES = Path.of("src/test/resources/scenarios");
    private static final String SEPARATOR = "----";

    @TestFactory
    List<DynamicTest> scenarios() throws IOException {
        try (Stream<Path> files = Files.list(FILES)) {
            return files.sorted()
                    .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> run(file)))
                    .toList();
        }
    }

    private static void run(Path file) throws IOException {
        String expected = Files.readString(file);
        String actual = replay(expected);
        if (Boolean.getBoolean("rewrite")) {
            Files.writeString(file, actual);
        } else {
            assertThat(actual).as("%s", file).isEqualTo(expected);
        }
    }

    /** The same text with every output replaced by what the commands say now. */
    private static String replay(String text) {
        ScenarioEnvironment environment = new ScenarioEnvironment();
        StringBuilder out = new StringBuilder();
        boolean skipping = false;
        String command = "";
        for (String line : text.lines().toList()) {
            if (line.equals(SEPARATOR)) {
                out.append(SEPARATOR).append('\n').append(environment.run(command));
                skipping = true;
            } else if (!skipping || line.isEmpty()) {
                skipping = false;
                out.append(line).append('\n');
                command = line;
            }
        }
        return out.toString();
    }
}
