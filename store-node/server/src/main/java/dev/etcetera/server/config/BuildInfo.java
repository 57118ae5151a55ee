package dev.etcetera.server.config;

/** What the node says of itself: the etcd it stands for, and its own version and commit. */
public record BuildInfo(String etcdVersion, String version, String commit) {
    /** The etcd release whose behaviour this node has. */
    public static final String ETCD_VERSION = "3.7.3";

    /** As the launcher tells it; {@code dev} where classes run without one. */
    public static BuildInfo ofThisBuild() {
        return new BuildInfo(
                ETCD_VERSION,
                System.getProperty("etcetera.version", "dev"),
                System.getProperty("etcetera.commit", "unknown"));
    }

    /** Version line of {@code etcd --version}: etcd's four lines, which tools read, then ours. */
    String versionText() {
        return """
            etcd Version: %s
            Git SHA: %s
            Go Version: none (Java %s)
            Go OS/Arch: %s/%s
            Etcetera Version: %s
            """.formatted(etcdVersion, commit, Runtime.version(), os(), architecture(), version);
    }

    private static String os() {
        return System.getProperty("os.name", "").toLowerCase(java.util.Locale.ROOT);
    }

    /** Go's name of the processor. */
    public static String architecture() {
        String name = System.getProperty("os.arch", "");
        return switch (name) {
            case "x86_64" -> "amd64";
            case "aarch64" -> "arm64";
            default -> name;
        };
    }
}
