package dev.etcetera.operator.pki;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What a Secret holds. Its own text shows no values. */
public record SecretContent(Map<String, String> data, Map<String, String> annotations) {
    static final String CERTIFICATE = "tls.crt";
    static final String KEY = "tls.key";
    static final String BUNDLE = "ca.crt";

    /** There is no Secret. */
    public static final SecretContent NONE = new SecretContent(Map.of(), Map.of());

    public SecretContent {
        data = Map.copyOf(data);
        annotations = Map.copyOf(annotations);
    }

    /** The value of a key, or an empty string. */
    public String value(String key) {
        return data.getOrDefault(key, "");
    }

    SecretContent with(String key, String value) {
        Map<String, String> changed = new TreeMap<>(data);
        changed.put(key, value);
        return new SecretContent(changed, annotations);
    }

    SecretContent without(Set<String> keys) {
        Map<String, String> changed = new TreeMap<>(data);
        changed.keySet().removeAll(keys);
        return new SecretContent(changed, annotations);
    }

    SecretContent noting(Map<String, String> notes) {
        Map<String, String> changed = new TreeMap<>(annotations);
        changed.putAll(notes);
        return new SecretContent(data, changed);
    }

    SecretContent noting(String annotation, Instant time) {
        return noting(Map.of(annotation, time.truncatedTo(ChronoUnit.SECONDS).toString()));
    }

    /** The time that an annotation notes; long ago without one. */
    Instant time(String annotation) {
        try {
            return Instant.parse(annotations.getOrDefault(annotation, ""));
        } catch (DateTimeException _) {
            return Instant.EPOCH;
        }
    }

    @Override
    public String toString() {
        return "SecretContent" + data.keySet();
    }
}
