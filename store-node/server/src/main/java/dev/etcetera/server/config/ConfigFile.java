package dev.etcetera.server.config;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * The YAML of {@code --config-file}: keys are flag names; {@code client-transport-security}, {@code
 * peer-transport-security} and {@code socket-options} are maps. Durations are nanoseconds, as Go wants them; texts such
 * as {@code 10m}, which etcd refuses here, are taken too.
 */
final class ConfigFile {
    private static final Map<String, String> CLIENT = Map.of(
            "allowed-hostname", "client-cert-allowed-hostname",
            "client-cert-auth", "client-cert-auth",
            "crl-file", "client-crl-file");
    private static final Map<String, String> PEER = Map.of(
            "allowed-cn", "peer-cert-allowed-cn",
            "allowed-hostname", "peer-cert-allowed-hostname");

    private final FlagTable table;
    private final List<Notice> notices;
    private final Map<String, String> values = new LinkedHashMap<>();

    ConfigFile(FlagTable table, List<Notice> notices) {
        this.table = table;
        this.notices = notices;
    }

    /** Reads a file into flag values. */
    Map<String, String> read(Path path) throws ConfigException {
        Object root;
        try (Reader reader = Files.newBufferedReader(path)) {
            root = new Yaml(new SafeConstructor(new LoaderOptions())).load(reader);
        } catch (NoSuchFileException _) {
            throw new ConfigException("open " + path + ": no such file or directory");
        } catch (IOException e) {
            throw new ConfigException("open " + path + ": " + e.getMessage());
        } catch (YAMLException e) {
            throw new ConfigException("error converting YAML to JSON: yaml: "
                    + String.valueOf(e.getMessage()).lines().map(String::strip).collect(Collectors.joining(" ")));
        }
        if (root instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                top(String.valueOf(entry.getKey()), entry.getValue());
            }
        } else if (root != null) {
            throw new ConfigException(path + " does not hold a map of settings");
        }
        return values;
    }

    private void top(String key, Object value) throws ConfigException {
        switch (key) {
            case "client-transport-security" -> nested(key, value, "", CLIENT);
            case "peer-transport-security" -> nested(key, value, "peer-", PEER);
            case "socket-options" -> nested(key, value, "socket-", Map.of());
            default -> put(key, value);
        }
    }

    private void nested(String key, Object value, String prefix, Map<String, String> names) throws ConfigException {
        if (!(value instanceof Map<?, ?> map)) {
            throw new ConfigException("invalid " + key);
        }
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            String name = String.valueOf(entry.getKey());
            put(names.getOrDefault(name, prefix + name), entry.getValue());
        }
    }

    private void put(String name, Object value) throws ConfigException {
        Optional<FlagTable.Flag> flag = table.find(name);
        if (flag.isEmpty() || name.equals("config-file") || name.equals("version")) {
            notices.add(Notice.warn("unknown setting in configuration file - ignoring", "setting", name));
            return;
        }
        if (value == null) {
            return;
        }
        String text = text(flag.get().kind(), value);
        Optional<String> refusal = flag.get().kind().refusal(text);
        if (refusal.isPresent()) {
            throw new ConfigException("invalid value %s for %s in the configuration file: %s"
                    .formatted(GoValues.quote(text), name, refusal.get()));
        }
        values.put(name, text);
    }

    private static String text(FlagKind kind, Object value) {
        if (value instanceof List<?> list) {
            return list.stream().map(String::valueOf).collect(Collectors.joining(","));
        }
        return kind instanceof FlagKind.Span && value instanceof Number ? value + "ns" : value.toString();
    }
}
