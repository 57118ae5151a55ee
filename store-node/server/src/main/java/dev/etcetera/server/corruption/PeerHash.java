package dev.etcetera.server.corruption;

import java.util.List;

/** What another member answered when it was asked for its hash. */
public record PeerHash(long memberId, List<String> endpoints, Answer answer) {
    public PeerHash {
        endpoints = List.copyOf(endpoints);
    }

    /** The hash, or why there is none. */
    public sealed interface Answer {}

    /**
     * A hash.
     *
     * @param compactRevision the compaction the hash assumes
     * @param revision the member's current revision
     */
    public record Hashed(int hash, long compactRevision, long revision) implements Answer {}

    /** The member does not have the revision yet. */
    public record Behind() implements Answer {}

    /** The member has compacted the revision. */
    public record Compacted() implements Answer {}

    /** The member is one of another cluster. */
    public record OtherCluster() implements Answer {}

    /** No answer, or none that can be read. */
    public record None(String reason) implements Answer {}
}
