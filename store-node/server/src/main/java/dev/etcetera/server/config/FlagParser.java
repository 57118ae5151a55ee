package dev.etcetera.server.config;

import dev.etcetera.server.config.FlagTable.Flag;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a command line as Go's flag package does: {@code -x} or {@code --x}, {@code --x=v} or {@code --x v}, switches
 * without a value, an end at {@code --} or at the first word that is no flag. The last of several settings wins.
 */
final class FlagParser {
    private final FlagTable table;

    FlagParser(FlagTable table) {
        this.table = table;
    }

    /** What a command line amounts to. */
    sealed interface Parsed {
        /** Flags as they were given, in order, and what follows them. */
        record Flags(Map<String, String> given, List<String> rest) implements Parsed {}

        /** Help was asked for. */
        record Help() implements Parsed {}

        /** Go's words on the first mistake. */
        record Mistake(String message) implements Parsed {}
    }

    Parsed parse(List<String> arguments) {
        Map<String, String> given = new LinkedHashMap<>();
        Deque<String> words = new ArrayDeque<>(arguments);
        while (!words.isEmpty()
                && words.getFirst().length() >= 2
                && words.getFirst().charAt(0) == '-') {
            String word = words.removeFirst();
            if (word.equals("--")) {
                break;
            }
            Optional<Parsed> end = one(word, words, given);
            if (end.isPresent()) {
                return end.get();
            }
        }
        return new Parsed.Flags(given, List.copyOf(words));
    }

    /** Takes one flag and, where it needs one, its value; what ends the parsing early comes back. */
    private Optional<Parsed> one(String word, Deque<String> words, Map<String, String> given) {
        String body = word.substring(word.startsWith("--") ? 2 : 1);
        if (body.startsWith("-") || body.startsWith("=")) {
            return Optional.of(new Parsed.Mistake("bad flag syntax: " + word));
        }
        int equals = body.indexOf('=');
        String name = equals < 0 ? body : body.substring(0, equals);
        Optional<Flag> flag = table.find(name);
        if (flag.isEmpty()) {
            boolean help = name.equals("help") || name.equals("h");
            return Optional.of(
                    help ? new Parsed.Help() : new Parsed.Mistake("flag provided but not defined: -" + name));
        }
        if (equals >= 0) {
            return taken(flag.get(), body.substring(equals + 1), given);
        }
        if (flag.get().kind().switchLike()) {
            return taken(flag.get(), "true", given);
        }
        return words.isEmpty()
                ? Optional.of(new Parsed.Mistake("flag needs an argument: -" + name))
                : taken(flag.get(), words.removeFirst(), given);
    }

    private static Optional<Parsed> taken(Flag flag, String value, Map<String, String> given) {
        given.remove(flag.name());
        given.put(flag.name(), value);
        return flag.kind().refusal(value).map(reason -> new Parsed.Mistake(mistake(flag, value, reason)));
    }

    private static String mistake(Flag flag, String value, String refusal) {
        return switch (flag.kind()) {
            case FlagKind.Bool _ ->
                "invalid boolean value %s for -%s: %s".formatted(GoValues.quote(value), flag.name(), refusal);
            case FlagKind.Text _,
                    FlagKind.Ignored _,
                    FlagKind.Whole _,
                    FlagKind.Span _,
                    FlagKind.Urls _,
                    FlagKind.Choice _ ->
                "invalid value %s for flag -%s: %s".formatted(GoValues.quote(value), flag.name(), refusal);
        };
    }
}
