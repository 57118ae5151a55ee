package dev.etcetera.server.config;

import dev.etcetera.server.config.FlagTable.Flag;
import dev.etcetera.server.config.FlagTable.Role;

/** The text of {@code etcd --help}. */
final class HelpText {
    private HelpText() {}

    static String full(FlagTable table) {
        StringBuilder out = new StringBuilder("""
            Usage:

              etcd [flags]
                Start a member. Each flag is also an environment variable: --data-dir is ETCD_DATA_DIR.

              etcd --version
                Show the version.

              etcd -h | --help
                Show this text.

              etcd --config-file FILE
                Read all settings from a YAML file; other flags and the environment are then ignored.
            """);
        String section = "";
        for (Flag flag : table.all()) {
            if (flag.role() != Role.OPTION) {
                continue;
            }
            if (!flag.section().equals(section)) {
                section = flag.section();
                out.append('\n').append(section).append(":\n");
            }
            out.append("  --")
                    .append(flag.name())
                    .append(" '")
                    .append(shownDefault(flag))
                    .append("'\n    ");
            out.append(flag.help()).append('\n');
        }
        return out.append('\n').toString();
    }

    private static String shownDefault(Flag flag) {
        return flag.name().equals("data-dir") ? "${name}.etcd" : flag.defaultValue();
    }
}
