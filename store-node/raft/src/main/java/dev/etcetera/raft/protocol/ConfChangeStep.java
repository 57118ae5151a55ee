package dev.etcetera.raft.protocol;

/** One change of one node's part in the cluster. Node 0 stands for a change that the application has refused. */
public record ConfChangeStep(Kind kind, long nodeId) {
    /** What happens to the node. The ordinal is the number on the wire. */
    public enum Kind {
        ADD_NODE,
        REMOVE_NODE,
        UPDATE_NODE,
        ADD_LEARNER
    }
}
