package dev.etcetera.server.config;

import dev.etcetera.server.config.FlagParser.Parsed;
import dev.etcetera.server.config.FlagTable.Flag;
import dev.etcetera.server.config.FlagTable.Role;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The {@code etcd} command: flags, {@code ETCD_*} environment or configuration file into a {@link CommandOutcome}.
 * Wrong flags end with status 2 and Go's words; a wrong configuration ends with status 1 and a line in the log, as with
 * etcd.
 */
public final class EtcdCommand {
    private static final List<String> OTHER_VARIABLES =
            List.of("ETCD_VERSION", "ETCD_UNSUPPORTED_ARCH", "ETCD_VERIFY", "ETCD_CONFIG_FILE");

    private final Map<String, String> environment;
    private final BuildInfo build;
    private final List<Notice> notices = new ArrayList<>();

    public EtcdCommand(Map<String, String> environment, BuildInfo build) {
        this.environment = new TreeMap<>(environment);
        this.build = build;
    }

    /** Decides what to do; touches nothing but the configuration file. */
    public CommandOutcome decide(List<String> arguments) {
        if (!arguments.isEmpty()
                && (arguments.getFirst().equals("gateway")
                        || arguments.getFirst().equals("grpc-proxy"))) {
            return words(1, "etcd " + arguments.getFirst() + " is not part of this release\n");
        }
        FlagTable table = FlagTable.load();
        return switch (new FlagParser(table).parse(arguments)) {
            case Parsed.Help _ -> new CommandOutcome.Exit(0, HelpText.full(table), "", List.of());
            case Parsed.Mistake mistake -> words(2, mistake.message() + "\nRun 'etcd --help' for usage.\n");
            case Parsed.Flags flags
            when !flags.rest().isEmpty() -> refused(GoValues.quote(flags.rest().getFirst()) + " is not a valid flag");
            case Parsed.Flags flags
            when "true".equals(flags.given().get("version")) ->
                new CommandOutcome.Exit(0, build.versionText(), "", List.of());
            case Parsed.Flags flags -> configured(table, flags.given());
        };
    }

    private static CommandOutcome words(int status, String err) {
        return new CommandOutcome.Exit(status, "", err, List.of());
    }

    private CommandOutcome refused(String error) {
        notices.add(Notice.warn("failed to verify flags", "error", error));
        return new CommandOutcome.Exit(1, "", "", notices);
    }

    private CommandOutcome configured(FlagTable table, Map<String, String> given) {
        String file = given.getOrDefault("config-file", environment.getOrDefault("ETCD_CONFIG_FILE", ""));
        try {
            FlagValues values;
            if (file.isEmpty()) {
                Optional<String> shadowed = shadowed(table, given);
                if (shadowed.isPresent()) {
                    notices.add(Notice.fatal(
                            "conflicting environment variable is shadowed by corresponding command-line flag "
                                    + "(either unset environment variable or disable flag))",
                            "environment-variable",
                            shadowed.get()));
                    return new CommandOutcome.Exit(1, "", "", notices);
                }
                values = FlagValues.of(table, withEnvironment(table, given), notices);
                checkFlagsAlone(values);
            } else {
                notices.add(Notice.info(
                        "loaded server configuration, other configuration command line flags and environment "
                                + "variables will be ignored if provided",
                        "path",
                        file));
                values = FlagValues.of(table, new ConfigFile(table, notices).read(Path.of(file)), notices);
            }
            return validated(values);
        } catch (ConfigException e) {
            return refused(String.valueOf(e.getMessage()));
        }
    }

    private static void checkFlagsAlone(FlagValues values) throws ConfigException {
        if (values.text("discovery-fallback").equals("proxy")) {
            throw new ConfigException(
                    "v2 proxy is deprecated, and --discovery-fallback can't be configured as \"proxy\"");
        }
        if (values.isSet("listen-client-urls") && !values.isSet("advertise-client-urls")) {
            throw new ConfigException(
                    "--advertise-client-urls is required when --listen-client-urls is set explicitly");
        }
    }

    private CommandOutcome validated(FlagValues values) throws ConfigException {
        if (!values.text("discovery-srv").isEmpty()
                || !values.text("discovery-endpoints").isEmpty()) {
            throw new ConfigException("discovery is not supported in this release: give --initial-cluster");
        }
        ServerConfig config = DefaultHost.adapt(new ConfigReader(values).read());
        Optional<String> problem = ConfigValidator.problem(config);
        if (problem.isPresent()) {
            throw new ConfigException(problem.get());
        }
        notices.addAll(Advice.on(values, config));
        return new CommandOutcome.Start(config, notices);
    }

    private Optional<String> shadowed(FlagTable table, Map<String, String> given) {
        return given.keySet().stream()
                .flatMap(name -> table.find(name).stream())
                .map(Flag::variable)
                .filter(variable -> !environment.getOrDefault(variable, "").isEmpty())
                .findFirst();
    }

    private Map<String, String> withEnvironment(FlagTable table, Map<String, String> given) throws ConfigException {
        if (!environment.getOrDefault("ETCD_VERSION", "").isEmpty()) {
            notices.add(Notice.warn(
                    "cannot set special environment variable",
                    "key",
                    "ETCD_VERSION",
                    "value",
                    environment.getOrDefault("ETCD_VERSION", "")));
        }
        Map<String, Flag> byVariable = new TreeMap<>();
        table.all().forEach(flag -> byVariable.put(flag.variable(), flag));
        Map<String, String> all = new LinkedHashMap<>(given);
        for (Map.Entry<String, String> variable : environment.entrySet()) {
            Flag flag = byVariable.get(variable.getKey());
            if (flag != null && !variable.getValue().isEmpty()) {
                all.put(flag.name(), checked(flag, variable.getValue()));
            } else if (flag == null
                    && variable.getKey().startsWith("ETCD_")
                    && !OTHER_VARIABLES.contains(variable.getKey())) {
                notices.add(Notice.warn(
                        "unrecognized environment variable",
                        "environment-variable",
                        variable.getKey() + "=" + variable.getValue()));
            }
        }
        return all;
    }

    private String checked(Flag flag, String value) throws ConfigException {
        Optional<String> refusal = flag.kind().refusal(value);
        if (refusal.isPresent()) {
            throw new ConfigException(
                    "invalid value %s for %s: %s".formatted(GoValues.quote(value), flag.variable(), refusal.get()));
        }
        if (flag.role() != Role.IGNORED) {
            String shown = flag.name().contains("password") ? "<hidden>" : value;
            notices.add(Notice.info(
                    "recognized and used environment variable",
                    "variable-name",
                    flag.variable(),
                    "variable-value",
                    shown));
        }
        return value;
    }
}
