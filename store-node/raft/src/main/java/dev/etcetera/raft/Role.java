package dev.etcetera.raft;

import dev.etcetera.raft.protocol.Message;
import dev.etcetera.raft.protocol.StateType;

/**
 * What a node is at a time. Only {@link Raft} changes roles:
 *
 * <pre>
 *             timeout               quorum would vote        quorum voted
 *  Follower ------------> PreCandidate ----------> Candidate ------------> Leader
 *     ^  \_____________________________________________^                     |
 *     |      without pre-vote, or asked by the leader (TimeoutNow)           |
 *     |___ higher term, a leader of this term, vote lost, quorum not heard __|
 * </pre>
 */
sealed interface Role permits Follower, PreCandidate, Candidate, Leader {
    StateType type();

    void tick();

    /** Takes proposals, from this node or forwarded by another. */
    ProposeResult propose(Message.Propose proposal);

    /** Takes a message of the present term, or of none. Votes and proposals do not come here. */
    void step(Message message);

    /** Puts together what has been gathered for the next Ready. */
    default void flush() {}

    /** The configuration has changed. */
    default void configurationChanged() {}

    /** Entries up to {@code index} are applied; {@code payloadBytes} of them just now. */
    default void applied(long index, long payloadBytes) {}
}
