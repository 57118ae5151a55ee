package dev.etcetera.raft.protocol;

/** One change of one node's part in the cluster. Node 0 stands for a change that the application has refused. */
public record ConfChangeStep(Kind kind, long nodeId) {
    /** What happens to the node. */
    public enum Kind {
        ADD_NODE(0),
        REMOVE_NODE(1),
        UPDATE_NODE(2),
        ADD_LEARNER(3);

        private final int number;

        Kind(int number) {
            this.number = number;
        }

        /** The number on the wire and on disk. */
        public int number() {
            return number;
        }

        /** Throws {@link IllegalArgumentException} for a number that nobody knows. */
        public static Kind of(int number) {
            for (Kind known : values()) {
                if (known.number == number) {
                    return known;
                }
            }
            throw new IllegalArgumentException("unknown Kind " + number);
        }
    }
}
