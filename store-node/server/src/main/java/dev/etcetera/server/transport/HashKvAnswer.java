package dev.etcetera.server.transport;

/** The hash of the key space at a revision, or why there is none. */
public sealed interface HashKvAnswer {
    /** The hash, and between which revisions it was taken. */
    record Hashed(int hash, long hashRevision, long compactRevision, long currentRevision) implements HashKvAnswer {}

    /** The reason in etcd's words, for instance that the revision was compacted. */
    record Refused(String message) implements HashKvAnswer {}
}
