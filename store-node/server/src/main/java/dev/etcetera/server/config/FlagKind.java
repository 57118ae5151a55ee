package dev.etcetera.server.config;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What a flag's value may be. */
sealed interface FlagKind {
    /** Why Go would refuse the text, empty when it is fine. */
    Optional<String> refusal(String text);

    /** The kind of its name in {@code flags.tsv}. */
    static FlagKind named(String name) {
        int colon = name.indexOf(':');
        List<String> choices = List.of(name.substring(colon + 1).split("\\|"));
        return switch (colon < 0 ? name : name.substring(0, colon)) {
            case "bool" -> new Bool();
            case "int", "int64" -> new Whole(BigInteger.ONE.shiftLeft(63).negate(), 63);
            case "uint" -> new Whole(BigInteger.ZERO, 64);
            case "uint32" -> new Whole(BigInteger.ZERO, 32);
            case "duration" -> new Span();
            case "urls" -> new Urls(false);
            case "urlsorstar" -> new Urls(true);
            case "choice" -> new Choice(choices, false);
            case "choices" -> new Choice(choices, true);
            case "ignored" -> new Ignored();
            default -> new Text();
        };
    }

    /** Whether the flag may stand without a value. */
    default boolean switchLike() {
        return false;
    }

    /** Any text. */
    record Text() implements FlagKind {
        @Override
        public Optional<String> refusal(String text) {
            return Optional.empty();
        }
    }

    /** A switch. */
    record Bool() implements FlagKind {
        @Override
        public Optional<String> refusal(String text) {
            return GoValues.bool(text).isPresent() ? Optional.empty() : Optional.of("parse error");
        }

        @Override
        public boolean switchLike() {
            return true;
        }
    }

    /** A legacy flag that may carry anything or nothing. */
    record Ignored() implements FlagKind {
        @Override
        public Optional<String> refusal(String text) {
            return Optional.empty();
        }

        @Override
        public boolean switchLike() {
            return true;
        }
    }

    /** A whole number from {@code least} to 2^{@code bits} - 1. */
    record Whole(BigInteger least, int bits) implements FlagKind {
        @Override
        public Optional<String> refusal(String text) {
            Optional<BigInteger> value = GoValues.integer(text);
            if (value.isEmpty() || (least.signum() == 0 && text.startsWith("-"))) {
                return Optional.of("parse error");
            }
            boolean fits = value.get().compareTo(least) >= 0 && value.get().bitLength() <= bits;
            return fits ? Optional.empty() : Optional.of("value out of range");
        }
    }

    /** A Go duration. */
    record Span() implements FlagKind {
        @Override
        public Optional<String> refusal(String text) {
            return GoValues.duration(text).isPresent() ? Optional.empty() : Optional.of("parse error");
        }
    }

    /** URLs divided by commas, or nothing. */
    record Urls(boolean starAllowed) implements FlagKind {
        @Override
        public Optional<String> refusal(String text) {
            if (text.isEmpty() || (starAllowed && text.equals("*"))) {
                return Optional.empty();
            }
            try {
                PeerUrls.list(text);
                return Optional.empty();
            } catch (ConfigException e) {
                return Optional.of(String.valueOf(e.getMessage()));
            }
        }
    }

    /** One of a few words, or several divided by commas. */
    record Choice(List<String> words, boolean several) implements FlagKind {
        @Override
        public Optional<String> refusal(String text) {
            if (!several) {
                return words.contains(text) ? Optional.empty() : Optional.of("invalid value");
            }
            return Arrays.stream(text.split(",", -1))
                    .filter(word -> !words.contains(word))
                    .findFirst()
                    .map(word -> "invalid value " + GoValues.quote(word));
        }
    }
}
