package dev.etcetera.raft.tracker;

/** How a leader sends to one member. */
public enum ProgressState {
    /** One append at a time, until the member has shown where its log ends. */
    PROBE("StateProbe"),
    /** Appends follow one another without waiting, up to the limits of {@link Inflights}. */
    REPLICATE("StateReplicate"),
    /** A snapshot is on its way: no appends. */
    SNAPSHOT("StateSnapshot");

    private final String etcdName;

    ProgressState(String etcdName) {
        this.etcdName = etcdName;
    }

    public String etcdName() {
        return etcdName;
    }
}
