package dev.etcetera.server.cluster;

/** What a leader does about the version of its cluster. */
public sealed interface VersionChange {
    /** It is as it should be, or nobody can tell. */
    record Stay() implements VersionChange {
        static final Stay INSTANCE = new Stay();
    }

    /** It is set to this. */
    record To(EtcdVersion version) implements VersionChange {}

    /**
     * The downgrade that is under way does not begin where the cluster is.
     *
     * @param what what does not fit, as {@code cluster-version}
     */
    record Impossible(String what, EtcdVersion from, EtcdVersion target) implements VersionChange {}
}
