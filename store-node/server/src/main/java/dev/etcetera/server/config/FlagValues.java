package dev.etcetera.server.config;

import dev.etcetera.server.config.FlagTable.Flag;
import dev.etcetera.server.config.FlagTable.Role;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Values of all flags: those that were given, defaults for the rest. Every given value has passed its kind's check. */
final class FlagValues {
    private final FlagTable table;
    private final Map<String, String> given;
    private final List<String> gates;

    private FlagValues(FlagTable table, Map<String, String> given, List<String> gates) {
        this.table = table;
        this.given = given;
        this.gates = gates;
    }

    /** Leads old names to new ones, with a notice for each; a flag that stands under both names keeps its new one's value. */
    static FlagValues of(FlagTable table, Map<String, String> given, List<Notice> notices) {
        Map<String, String> values = new LinkedHashMap<>(given);
        List<String> gates = new ArrayList<>();
        for (Map.Entry<String, String> entry : given.entrySet()) {
            Flag flag = table.find(entry.getKey()).orElseThrow();
            switch (flag.role()) {
                case OPTION -> {}
                case IGNORED ->
                    notices.add(Notice.warn("flag is no longer supported - ignoring", "flag-name", flag.name()));
                case ALIAS -> {
                    values.putIfAbsent(flag.help(), entry.getValue());
                    notices.add(Notice.warn("flag is deprecated", "flag-name", flag.name(), "use", "--" + flag.help()));
                }
                case GATE -> {
                    gates.add(flag.help() + "=" + entry.getValue());
                    String use = "--feature-gates=" + flag.help() + "=" + entry.getValue();
                    notices.add(Notice.warn("flag is deprecated", "flag-name", flag.name(), "use", use));
                }
            }
        }
        return new FlagValues(table, values, gates);
    }

    boolean isSet(String name) {
        return given.containsKey(name);
    }

    Set<String> names() {
        return given.keySet();
    }

    String text(String name) {
        Flag flag = table.find(name).filter(f -> f.role() == Role.OPTION).orElseThrow();
        return given.getOrDefault(name, flag.defaultValue());
    }

    boolean on(String name) {
        return GoValues.bool(text(name)).orElseThrow();
    }

    Duration duration(String name) {
        return GoValues.duration(text(name)).orElseThrow();
    }

    /** The value, cut to a long where Go's uint64 goes further. */
    long number(String name) {
        BigInteger value = GoValues.integer(text(name)).orElseThrow();
        return value.min(BigInteger.valueOf(Long.MAX_VALUE)).longValueExact();
    }

    /** The value, cut to an int. */
    int count(String name) {
        return Math.clamp(number(name), Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    List<URI> urls(String name) throws ConfigException {
        String text = text(name);
        return text.isEmpty() ? List.of() : PeerUrls.list(text);
    }

    List<String> list(String name) {
        String text = text(name);
        return text.isEmpty() ? List.of() : List.of(text.split(",", -1));
    }

    FeatureGates features() throws ConfigException {
        return FeatureGates.defaults().with(String.join(",", gates)).with(text("feature-gates"));
    }
}
