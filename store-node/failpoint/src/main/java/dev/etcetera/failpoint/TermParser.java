package dev.etcetera.failpoint;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the terms of gofail. */
final class TermParser {
    private static final Pattern CONDITION = Pattern.compile("(?:(\\d{1,9})\\*|(\\d{1,9}\\.\\d{0,9})%)");
    private static final Pattern ACTION =
            Pattern.compile("(off|return|sleep|panic|break|print)(?:\\((?:\"([^\"]*)\"|(-?\\d{1,9})|true|false)?\\))?");
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{0,9})?)(ns|us|µs|ms|s|m|h)");

    private TermParser() {}

    static List<Terms.Term> parse(String text) throws BadTermsException {
        List<Terms.Term> chain = new ArrayList<>();
        for (String term : text.split("->", -1)) {
            chain.add(term(term));
        }
        return List.copyOf(chain);
    }

    private static Terms.Term term(String text) throws BadTermsException {
        List<Terms.Condition> conditions = new ArrayList<>();
        Matcher condition = CONDITION.matcher(text);
        while (condition.lookingAt()) {
            conditions.add(
                    condition.group(1) == null
                            ? Terms.Condition.probability(Double.parseDouble(condition.group(2)))
                            : Terms.Condition.count(Integer.parseInt(condition.group(1))));
            condition.region(condition.end(), text.length());
        }
        return new Terms.Term(List.copyOf(conditions), action(text.substring(condition.regionStart())));
    }

    private static Action action(String text) throws BadTermsException {
        Matcher action = ACTION.matcher(text);
        if (!action.matches()) {
            throw new BadTermsException();
        }
        return switch (action.group(1)) {
            case "sleep" -> new Action.Sleep(sleep(action.group(2), action.group(3)));
            case "panic" -> new Action.Panic();
            case "print" -> new Action.Print();
            default -> new Action.Off();
        };
    }

    /** A number is in milliseconds, a text is one of Go's durations. */
    private static Duration sleep(@Nullable String text, @Nullable String millis) throws BadTermsException {
        if (millis != null) {
            return Duration.ofMillis(Long.parseLong(millis));
        }
        return duration(text == null ? "" : text).orElseThrow(BadTermsException::new);
    }

    private static Optional<Duration> duration(String text) {
        double nanos = 0;
        Matcher part = DURATION.matcher(text);
        while (part.lookingAt()) {
            nanos += Double.parseDouble(part.group(1)) * nanosPer(part.group(2));
            part.region(part.end(), text.length());
        }
        return text.isEmpty() || part.regionStart() < text.length()
                ? Optional.empty()
                : Optional.of(Duration.ofNanos((long) nanos));
    }

    private static double nanosPer(String unit) {
        return switch (unit) {
            case "ns" -> 1;
            case "us", "µs" -> 1e3;
            case "ms" -> 1e6;
            case "s" -> 1e9;
            case "m" -> 60e9;
            default -> 3600e9;
        };
    }
}
