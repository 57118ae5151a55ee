package dev.etcetera.server.propose;

/** Whether the other members could be reached. Any thread. */
public interface Connectivity {
    /** Nobody to ask: a member alone. */
    Connectivity ALWAYS = new Connectivity() {
        @Override
        public boolean toMemberSince(long memberId, long nanos) {
            return true;
        }

        @Override
        public boolean toQuorumSince(long nanos) {
            return true;
        }
    };

    /** Whether this member has been connected to another without interruption since then (System.nanoTime()). */
    boolean toMemberSince(long memberId, long nanos);

    /** Whether it has been connected to enough members to form a quorum with itself. */
    boolean toQuorumSince(long nanos);
}
