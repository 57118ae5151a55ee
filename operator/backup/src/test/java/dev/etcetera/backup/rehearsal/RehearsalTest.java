package dev.etcetera.backup.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The image is built from what this leaves behind: it has to come to its end, and to have done everything. */
class RehearsalTest {
    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin");

    @TempDir
    private Path work = Path.of("");

    @Test
    void backupIsTakenAndRestoredInTheClearAndWithTls() throws IOException, InterruptedException {
        keytool("-genkeypair -keyalg EC -dname CN=rehearsal -ext san=ip:127.0.0.1 -storetype PKCS12");
        keytool("-exportcert -rfc -file " + work.resolve("tls.pem"));
        String said = run(List.of(
                JAVA.resolve("java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Rehearsal.class.getName(),
                work.toString()));
        assertThat(said.lines().filter(line -> line.contains("\"revision\":24001,\"revisionAtMost\":24001")))
                .hasSize(2);
        assertThat(said.lines().filter(line -> line.contains("\"hashKv\":\"equal\"")))
                .hasSize(2);
        assertThat(work.resolve("clear/member/wal")).isDirectory();
        assertThat(work.resolve("tls/member/wal")).isDirectory();
    }

    private void keytool(String words) throws IOException, InterruptedException {
        String file = " -alias tls -storepass rehearsal -keystore " + work.resolve("tls.p12");
        List<String> command = new ArrayList<>(List.of((words + file).split(" ")));
        command.addFirst(JAVA.resolve("keytool").toString());
        run(command);
    }

    private static String run(List<String> words) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }
}
