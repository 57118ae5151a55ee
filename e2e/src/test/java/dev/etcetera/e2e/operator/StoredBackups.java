package dev.etcetera.e2e.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.etcetera.e2e.framework.Command;
import dev.etcetera.e2e.framework.Json;
import dev.etcetera.e2e.framework.Project;
import dev.etcetera.e2e.framework.S3Gateway;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What a test's bucket has, as the files of its server, and what the program says of it. */
record StoredBackups(S3Gateway gateway) {
    private static final String PREFIX = "etcd/";
    private static final Path PROGRAM = Project.root().resolve("operator/backup/target");

    /** All that is below the prefix. */
    List<String> objects() {
        return files(gateway.file(BackedUpTest.BUCKET, PREFIX));
    }

    /** Parts of uploads that nobody has finished or given up: no client sees them as objects. */
    List<String> parts() {
        return files(gateway.file(BackedUpTest.BUCKET, ".sgwtmp/multipart")).stream()
                .filter(file -> file.matches(".*/\\d+"))
                .toList();
    }

    /** The folders that are backups. */
    List<String> names() {
        return objects().stream()
                .filter(key -> key.endsWith("/manifest.json"))
                .map(key -> key.substring(0, key.length() - "/manifest.json".length()))
                .toList();
    }

    Path data(String name) {
        return gateway.file(BackedUpTest.BUCKET, PREFIX + name + "/snapshot.db");
    }

    Path manifest(String name) {
        return gateway.file(BackedUpTest.BUCKET, PREFIX + name + "/manifest.json");
    }

    /** Reads a backup whole by the program, which must find nothing wrong; its manifest. */
    JsonNode verified(String name) {
        List<String> words = new ArrayList<>(List.of("env"));
        gateway.credentials().forEach((key, value) -> words.add(key + "=" + value));
        words.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Xmx96m",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                PROGRAM.resolve("operator-backup-0.1.0.jar") + ":" + PROGRAM.resolve("lib") + "/*",
                "dev.etcetera.backup.Main",
                "verify",
                "--store=s3://" + BackedUpTest.BUCKET + "/" + PREFIX,
                "--s3-endpoint=" + gateway.url(),
                "--s3-path-style",
                "--name=" + name));
        Command.Result result = new Command(words).run();
        assertThat(result.exit()).as(result.toString()).isZero();
        return Json.parse(result.out());
    }

    private static List<String> files(Path folder) {
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> found = Files.walk(folder)) {
            return found.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException gone) {
            // Something was taken away while it was looked at.
            return files(folder);
        }
    }
}
