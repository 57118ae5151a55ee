package dev.etcetera.e2e.backup;

import dev.etcetera.e2e.framework.Command;
import dev.etcetera.e2e.framework.Project;
import dev.etcetera.e2e.framework.S3Gateway;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Our program, on a prefix of a bucket.
 *
 * @param url where it looks for the bucket
 */
record BackupProgram(S3Gateway gateway, String bucket, String url) {
    private static final Path TARGET = Project.root().resolve("operator/backup/target");

    BackupProgram(S3Gateway gateway, String bucket) {
        this(gateway, bucket, gateway.url());
    }

    Command.Result run(String... arguments) {
        return new Command(words(arguments)).run();
    }

    /** On another store than that bucket. */
    Command.Result runOn(String store, String command, String... arguments) {
        List<String> words = words(command);
        words.removeIf(w -> w.startsWith("--store=") || w.startsWith("--s3-"));
        words.add("--store=" + store);
        words.addAll(List.of(arguments));
        return new Command(words).run();
    }

    /** One that goes on meanwhile. */
    Process start(String... arguments) {
        try {
            return new ProcessBuilder(words(arguments))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> words(String... arguments) {
        List<String> words = new ArrayList<>(List.of("env"));
        gateway.credentials().forEach((name, value) -> words.add(name + "=" + value));
        words.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Xmx96m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                TARGET.resolve("operator-backup-0.1.0.jar") + ":" + TARGET.resolve("lib") + "/*",
                "dev.etcetera.backup.Main",
                arguments[0],
                "--store=s3://" + bucket + "/clusters",
                "--s3-endpoint=" + url,
                "--s3-path-style"));
        Stream.of(arguments).skip(1).forEach(words::add);
        return words;
    }
}
