package dev.etcetera.e2e.scenario;

import dev.etcetera.e2e.framework.Project;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;

/**
 * Writes down what became of each test with a {@link Scenario}: e2e/target/scenarios.tsv has one line per test (scenarios,
 * test, result, seconds, disturbances), e2e/target/disturbances.tsv one per disturbance. Both are appended to: delete them to
 * begin anew.
 */
final class ScenarioRecord implements BeforeEachCallback, TestWatcher {
    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(ScenarioRecord.class);

    @Override
    public void beforeEach(ExtensionContext context) {
        Disturbance.take();
        Disturbance.takeVerdict();
        context.getStore(NAMESPACE).put("begin", System.nanoTime());
    }

    @Override
    public void testSuccessful(ExtensionContext context) {
        write(context, "passed");
    }

    @Override
    public void testFailed(ExtensionContext context, @Nullable Throwable cause) {
        write(context, "FAILED");
    }

    @Override
    public void testAborted(ExtensionContext context, @Nullable Throwable cause) {
        write(context, "aborted");
    }

    @Override
    public void testDisabled(ExtensionContext context, Optional<String> reason) {
        write(context, "disabled");
    }

    private static void write(ExtensionContext context, String result) {
        Long begin = context.getStore(NAMESPACE).get("begin", Long.class);
        String seconds = begin == null ? "0.0" : String.format(Locale.ROOT, "%.1f", (System.nanoTime() - begin) / 1e9);
        String numbers = numbers(context);
        String test = context.getRequiredTestClass().getSimpleName() + "." + name(context);
        List<Disturbance> disturbances = Disturbance.take();
        Disturbance.Verdict verdict = Disturbance.takeVerdict();
        String text = disturbances.stream().map(Disturbance::toString).collect(Collectors.joining("; "));
        append("scenarios.tsv", List.of(String.join("\t", numbers, test, result, seconds, text)));
        append(
                "disturbances.tsv",
                disturbances.stream()
                        .map(d -> String.join(
                                "\t",
                                numbers,
                                test,
                                result,
                                d.what(),
                                Long.toString(d.withoutWrite().toMillis()),
                                Long.toString(d.withoutRead().toMillis()),
                                Long.toString(verdict.puts()),
                                Long.toString(verdict.reads()),
                                Long.toString(verdict.lost()),
                                Long.toString(verdict.stale())))
                        .toList());
    }

    private static String name(ExtensionContext context) {
        String method = context.getRequiredTestMethod().getName();
        String display = context.getDisplayName();
        // An invocation of a test with arguments says in its name which one it is.
        String number = display.startsWith("[") ? display.substring(0, display.indexOf(']') + 1) : "";
        return method + number;
    }

    /** Those of the test itself, or else those of its class. */
    private static String numbers(ExtensionContext context) {
        return Stream.of(
                        context.getRequiredTestMethod().getAnnotation(Scenario.class),
                        context.getRequiredTestClass().getAnnotation(Scenario.class))
                .filter(Objects::nonNull)
                .findFirst()
                .map(s -> Arrays.stream(s.value()).mapToObj(Integer::toString).collect(Collectors.joining(",")))
                .orElse("");
    }

    private static void append(String file, List<String> lines) {
        try {
            Path folder = Files.createDirectories(Project.root().resolve("e2e/target"));
            Files.write(folder.resolve(file), lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
