package dev.etcetera.operator.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the names of Services end in on this Kubernetes: as set, or as Pods find it in their own search list. */
final class ClusterDomain {
    private static final String USUAL = "cluster.local";
    private static final Pattern SERVICES = Pattern.compile("(?:[^.]+\\.)?svc\\.(.+?)\\.?");

    private ClusterDomain() {}

    static String find(Optional<String> setting, Path resolvConf) {
        return setting.map(String::strip).filter(s -> !s.isEmpty()).orElseGet(() -> searched(lines(resolvConf)));
    }

    private static String searched(List<String> lines) {
        return lines.stream()
                .map(line -> line.strip().split("\\s+"))
                .filter(words -> words[0].equals("search"))
                .flatMap(words -> Arrays.stream(words).skip(1))
                .map(SERVICES::matcher)
                .filter(Matcher::matches)
                .map(m -> m.group(1))
                .findFirst()
                .orElse(USUAL);
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException _) {
            return List.of();
        }
    }
}
