package dev.etcetera.raft.protocol;

/** What must be durable before a message that depends on it leaves (figure 2: currentTerm, votedFor), and the commit index. */
public record HardState(long term, long vote, long commit) {
    public static final HardState EMPTY = new HardState(0, NodeId.NONE, 0);

    public boolean isEmpty() {
        return term == 0 && vote == NodeId.NONE && commit == 0;
    }
}
