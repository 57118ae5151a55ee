package dev.etcetera.server.cluster;

import com.google.gson.stream.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Whether the cluster is on its way to an older release, and to which: what etcd keeps as {@code downgrade} in the bucket
 * {@code cluster}, in the same JSON.
 *
 * @param target for instance {@code 3.6.0}; empty when no downgrade is under way
 */
public record Downgrade(boolean enabled, String target) {
    public static final Downgrade NONE = new Downgrade(false, "");

    public Downgrade {
        if (enabled && EtcdVersion.parse(target).isEmpty()) {
            throw new IllegalArgumentException(
                    "unexpected version format of the downgrade target version from backend: " + target);
        }
    }

    /** What a client asked for: as {@code 3.6} or {@code 3.6.11}, of which only the minor release counts. */
    public static Optional<EtcdVersion> parseTarget(String text) {
        return EtcdVersion.parse(text).or(() -> EtcdVersion.parse(text + ".0")).map(EtcdVersion::ofCluster);
    }

    /** The target of a downgrade that is under way. */
    public Optional<EtcdVersion> version() {
        return enabled ? EtcdVersion.parse(target) : Optional.empty();
    }

    byte[] json() {
        return ("{\"target-version\":\"" + target + "\",\"enabled\":" + enabled + "}").getBytes(StandardCharsets.UTF_8);
    }

    static Downgrade read(byte[] json) {
        String target = "";
        boolean enabled = false;
        try (JsonReader in = new JsonReader(new StringReader(new String(json, StandardCharsets.UTF_8)))) {
            in.beginObject();
            while (in.hasNext()) {
                switch (in.nextName()) {
                    case "target-version" -> target = in.nextString();
                    case "enabled" -> enabled = in.nextBoolean();
                    default -> in.skipValue();
                }
            }
            in.endObject();
        } catch (IOException | IllegalStateException e) {
            throw new IllegalArgumentException("failed to unmarshal downgrade information: " + e.getMessage(), e);
        }
        return new Downgrade(enabled, target);
    }
}
