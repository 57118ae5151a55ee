package dev.etcetera.server.cluster;

/**
 * What travels as JSON in the context of a membership change.
 *
 * @param member the member as it shall be
 * @param promote whether an existing learner gets its vote, as both that and a new voter are an added node to raft
 */
public record MemberContext(Member member, boolean promote) {}
