package dev.etcetera.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.backup.chain.Backups;
import dev.etcetera.backup.chain.PlayedMember;
import dev.etcetera.backup.store.DirectoryStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TerminationLogTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void takesTheAnswerOrWhatWentWrong() throws IOException {
        Path file = folder.resolve("log");
        new Backups(new DirectoryStore(folder.resolve("store")), java.time.InstantSource.system())
                .save("one", "me", new PlayedMember(3));
        String store = "--store=file://" + folder.resolve("store");
        assertThat(Main.run("verify", store, "--name=one", "--termination-log=" + file))
                .isZero();
        assertThat(Files.readString(file))
                .startsWith("{\"format\":1,\"name\":\"one\"")
                .endsWith("}\n");
        assertThat(Main.run("verify", store, "--name=two", "--termination-log=" + file))
                .isEqualTo(1);
        assertThat(Files.readString(file)).isEqualTo("verify: backup two is missing\n");
        assertThat(Main.run("verify", store, "--name=one", "--termination-log=" + folder))
                .isZero();
        assertThat(Main.run("restore-member", store, "--backup=one", "--chain=c", "--termination-log=" + file))
                .isEqualTo(2);
    }

    @Test
    void takesTheBeginningOfALongOne() throws IOException {
        Path file = folder.resolve("log");
        for (int ascii = 0; ascii < 4; ascii++) {
            String message = "x".repeat(ascii) + "\u20ac".repeat(4000) + "\nmore";
            TerminationLog.write(file, message);
            byte[] left = Files.readAllBytes(file);
            assertThat(left).hasSizeBetween(4093, 4096);
            assertThat(message).startsWith(new String(left, StandardCharsets.UTF_8));
        }
    }
}
