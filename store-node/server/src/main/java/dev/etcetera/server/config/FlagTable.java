package dev.etcetera.server.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Every flag the node knows, read from the resource {@code flags.tsv}: name, kind, default, help; a line that begins
 * with {@code #} opens a section. Kind {@code alias} means the flag named in the last column, {@code gate} the feature
 * gate named there.
 */
final class FlagTable {
    private final Map<String, Flag> flags;

    private FlagTable(Map<String, Flag> flags) {
        this.flags = flags;
    }

    /** One flag; {@code target} is empty but for aliases. */
    record Flag(String name, String section, Role role, FlagKind kind, String defaultValue, String help) {
        /** The environment variable that carries the same value. */
        String variable() {
            return "ETCD_" + name.toUpperCase(java.util.Locale.ROOT).replace('-', '_');
        }
    }

    /** What a name leads to. */
    enum Role {
        OPTION,
        IGNORED,
        ALIAS,
        GATE
    }

    static FlagTable load() {
        try (InputStream in = FlagTable.class.getResourceAsStream("flags.tsv")) {
            if (in == null) {
                throw new IllegalStateException("flags.tsv is missing from the jar");
            }
            return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static FlagTable parse(String text) {
        Map<String, Flag> flags = new LinkedHashMap<>();
        String section = "";
        for (String line : text.split("\n", -1)) {
            if (line.startsWith("# ")) {
                section = line.substring(2);
            } else if (!line.isEmpty()) {
                String[] cells = line.split("\t", -1);
                flags.put(cells[0], flag(flags, section, cells));
            }
        }
        return new FlagTable(flags);
    }

    private static Flag flag(Map<String, Flag> before, String section, String... cells) {
        Role role = switch (cells[1]) {
            case "alias" -> Role.ALIAS;
            case "gate" -> Role.GATE;
            case "ignored" -> Role.IGNORED;
            default -> Role.OPTION;
        };
        Flag target = before.get(cells[3]);
        FlagKind kind = switch (role) {
            case ALIAS -> target == null ? FlagKind.named("string") : target.kind();
            case GATE -> FlagKind.named("bool");
            case IGNORED, OPTION -> FlagKind.named(cells[1]);
        };
        return new Flag(cells[0], section, role, kind, cells[2], cells[3]);
    }

    Optional<Flag> find(String name) {
        return Optional.ofNullable(flags.get(name));
    }

    Collection<Flag> all() {
        return flags.values();
    }
}
