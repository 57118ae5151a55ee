package dev.etcetera.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreOptionsTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void customersKeyThatIsNoneIsNotShown() throws IOException {
        Path file = Files.writeString(folder.resolve("key"), "c2VjcmV0\n");
        StringBuilder said = new StringBuilder();
        assertThat(new picocli.CommandLine(new ListCommand())
                        .setExecutionExceptionHandler((failure, command, parsed) -> {
                            said.append(failure.getMessage());
                            return 1;
                        })
                        .execute("--store=s3://bucket", "--s3-customer-key-file=" + file))
                .isEqualTo(1);
        assertThat(said).hasToString(file + " has no key: base64 of 32 bytes is wanted");
    }

    /** Seventeen arrays of 8 MiB were more than the program has: a slow store ended it. */
    @Test
    void moreIsNotUnderWayThanTheProgramHasMemoryFor() {
        assertThat(Main.run("list", "--store=s3://bucket", "--s3-parallel-parts=7"))
                .isEqualTo(2);
    }
}
