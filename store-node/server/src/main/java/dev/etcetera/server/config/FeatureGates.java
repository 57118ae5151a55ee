package dev.etcetera.server.config;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** etcd's feature gates with their stage and whether they are on. */
public record FeatureGates(SortedMap<String, Boolean> enabled) {
    private static final Map<String, Boolean> DEFAULTS = Map.of(
            "StopGRPCServiceOnDefrag", false,
            "InitialCorruptCheck", false,
            "CompactHashCheck", false,
            "TxnModeWriteWithSharedBuffer", true,
            "LeaseCheckpoint", false,
            "LeaseCheckpointPersist", false,
            "SetMemberLocalAddr", false,
            "FastLeaseKeepAlive", true,
            "PriorityRequest", false);

    public FeatureGates {
        enabled = Collections.unmodifiableSortedMap(new TreeMap<>(enabled));
    }

    /** All gates as they are without a flag. */
    public static FeatureGates defaults() {
        return new FeatureGates(new TreeMap<>(DEFAULTS));
    }

    /** Whether a gate of that name exists. */
    static boolean known(String name) {
        return DEFAULTS.containsKey(name) || name.equals("AllAlpha") || name.equals("AllBeta");
    }

    /** Whether a gate is on. */
    public boolean isEnabled(String name) {
        return Boolean.TRUE.equals(enabled.get(name));
    }

    /** A gate's stage as the metric names it. */
    public String stage(String name) {
        return Boolean.TRUE.equals(DEFAULTS.get(name)) ? "BETA" : "ALPHA";
    }

    /** The gates after {@code name=true,other=false}; fails as etcd does on what it does not know. */
    FeatureGates with(String assignments) throws ConfigException {
        SortedMap<String, Boolean> changed = new TreeMap<>(enabled);
        for (String assignment : assignments.split(",", -1)) {
            if (!assignment.isBlank()) {
                set(changed, assignment.strip());
            }
        }
        return new FeatureGates(changed);
    }

    private static void set(SortedMap<String, Boolean> gates, String assignment) throws ConfigException {
        int equals = assignment.indexOf('=');
        if (equals < 0) {
            throw new ConfigException("missing bool value for " + assignment);
        }
        String name = assignment.substring(0, equals).strip();
        String text = assignment.substring(equals + 1).strip();
        Optional<Boolean> value = GoValues.bool(text);
        if (value.isEmpty()) {
            throw new ConfigException("invalid value of %s=%s, err: strconv.ParseBool: parsing %s: invalid syntax"
                    .formatted(name, text, GoValues.quote(text)));
        }
        if (!known(name)) {
            throw new ConfigException("unrecognized feature gate: " + name);
        }
        switch (name) {
            case "AllAlpha" ->
                DEFAULTS.forEach((gate, on) -> gates.computeIfPresent(gate, (_, old) -> on ? old : value.get()));
            case "AllBeta" ->
                DEFAULTS.forEach((gate, on) -> gates.computeIfPresent(gate, (_, old) -> on ? value.get() : old));
            default -> gates.put(name, value.get());
        }
    }
}
