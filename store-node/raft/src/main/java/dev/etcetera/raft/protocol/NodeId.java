package dev.etcetera.raft.protocol;

/** Node ids are unsigned 64-bit numbers in a {@code long}; zero stands for no node. */
public final class NodeId {
    public static final long NONE = 0;

    private NodeId() {}

    /** Lower-case hexadecimal without leading zeros, as every etcd log line and tool prints it. */
    public static String format(long id) {
        return Long.toHexString(id);
    }
}
